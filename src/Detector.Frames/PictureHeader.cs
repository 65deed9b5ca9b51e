namespace Detector.Frames;

/// <summary>What a picture's bytes say of it before it is decoded.</summary>
/// <param name="Width">Pixels a line.</param>
/// <param name="Height">Lines.</param>
/// <param name="IsColoured">Whether it is more than gray.</param>
public readonly record struct PictureHeader(int Width, int Height, bool IsColoured)
{
    /// <summary>More pixels are not decoded, whatever they are in a file: 4096 x 4096.</summary>
    public const int MostPixels = 1 << 24;

    /// <summary>Reads what a picture says of itself, however damaged the rest is.</summary>
    /// <param name="bytes">A PNG, JPEG or WebP picture.</param>
    /// <returns>Null where nobody can tell its size.</returns>
    public static PictureHeader? Read(ReadOnlySpan<byte> bytes)
    {
        PictureParts.Check(bytes, out _, out PictureHeader header);
        return header.Width > 0 && header.Height > 0 ? header : null;
    }
}
