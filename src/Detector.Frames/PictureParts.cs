namespace Detector.Frames;

/// <summary>
/// Goes through a picture's parts without decoding them: its size is known before anything is as large, and what was cut is found, also
/// where a decoder would make up what is missing.
/// </summary>
internal static class PictureParts
{
    public const string IsCut = "it ends too early";
    public const string IsMixedUp = "its parts contradict each other";
    public const string IsAnimated = "it is animated; a frame is one picture";

    /// <summary>Finds out how a picture is encoded, by its first bytes; null where it is none.</summary>
    public static PictureKind? KindOf(ReadOnlySpan<byte> bytes) =>
        PngParts.IsPng(bytes) ? PictureKind.Png
        : JpegParts.IsJpeg(bytes) ? PictureKind.Jpeg
        : WebPParts.IsWebP(bytes) ? PictureKind.WebP
        : null;

    /// <summary>What is wrong with a picture's parts; null where nothing is.</summary>
    /// <param name="bytes">The picture.</param>
    /// <param name="length">Bytes that a decoder is to see: what follows a picture's end is nobody's.</param>
    /// <param name="header">What it says of itself, as far as it could be read.</param>
    public static string? Check(ReadOnlySpan<byte> bytes, out int length, out PictureHeader header)
    {
        (length, header) = (bytes.Length, default);
        return KindOf(bytes) switch
        {
            PictureKind.Png => PngParts.Check(bytes, out header),
            PictureKind.Jpeg => JpegParts.Check(bytes, out length, out header),
            PictureKind.WebP => WebPParts.Check(bytes, out header),
            _ => "it is no picture",
        };
    }
}
