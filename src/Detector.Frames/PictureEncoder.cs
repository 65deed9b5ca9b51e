using SkiaSharp;

namespace Detector.Frames;

/// <summary>Makes JPEG pictures of pixels, as a camera does.</summary>
public static class PictureEncoder
{
    private const int Quality = 85;

    /// <summary>A gray picture.</summary>
    /// <param name="pixels">[height * width] its pixels.</param>
    /// <param name="width">Pixels a line.</param>
    /// <param name="height">Lines.</param>
    public static unsafe byte[] Gray(ReadOnlySpan<byte> pixels, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, width * height);
        fixed (byte* first = pixels)
        {
            using var map = new SKPixmap(new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque), (nint)first, width);
            using SKData? data = map.Encode(SKEncodedImageFormat.Jpeg, Quality);
            return data?.ToArray() ?? throw new InvalidOperationException($"{width} x {height} pixels could not be made a JPEG picture");
        }
    }
}
