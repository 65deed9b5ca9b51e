namespace Detector.Frames;

/// <summary>How a picture is encoded.</summary>
internal enum PictureKind
{
    Png,
    Jpeg,
    WebP,
}
