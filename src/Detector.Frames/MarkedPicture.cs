using Detector.Core.Alerts.Frames;
using Detector.Core.Features;
using Detector.Core.Samples;
using SkiaSharp;

namespace Detector.Frames;

/// <summary>Draws a frame for people: what is strange glows, and boxes stand round it.</summary>
public static class MarkedPicture
{
    /// <summary>A picture that an alert carries is smaller than this.</summary>
    public const int MostBytes = 100_000;

    // Small frames are enlarged to be looked at, large ones made smaller.
    private const int Side = 480;
    private const int ContactColumns = 4;
    private const int ContactSide = 240;
    private const int Gap = 6;
    private const float Glow = 0.55f;

    private static readonly int[] Qualities = [85, 70, 50, 30, 10];
    private static readonly SKSamplingOptions Smooth = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    /// <summary>The frame as a JPEG file of at most <see cref="MostBytes"/>.</summary>
    /// <param name="frame">[C * H * W] the raw frame, bytes or numbers from 0 to 1.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="places">What is strange about it.</param>
    public static byte[] Draw(ReadOnlyRowSpan frame, SampleLayout layout, StrangePlaces places)
    {
        (int height, int width) = (layout.Sizes[0], layout.Sizes[1]);
        float scale = (float)Side / Math.Max(width, height);
        using SKBitmap pixels = Bitmap(frame, layout);
        using SKBitmap glow = HeatOf(places, width, height);
        using SKSurface surface = SKSurface.Create(new SKImageInfo(
            Math.Max(1, (int)(width * scale)), Math.Max(1, (int)(height * scale)), SKColorType.Rgba8888, SKAlphaType.Opaque));
        using SKImage below = SKImage.FromBitmap(pixels);
        using SKImage above = SKImage.FromBitmap(glow);
        var whole = SKRect.Create(width * scale, height * scale);
        surface.Canvas.DrawImage(below, whole, Smooth);
        surface.Canvas.DrawImage(above, whole, Smooth);
        using var dark = new SKPaint { Style = SKPaintStyle.Stroke, StrokeWidth = 5, Color = SKColors.Black };
        using var bright = new SKPaint { Style = SKPaintStyle.Stroke, StrokeWidth = 3, Color = new SKColor(255, 225, 0) };
        foreach (FrameBox box in places.Boxes)
        {
            var round = SKRect.Create(box.X * scale, box.Y * scale, box.Width * scale, box.Height * scale);
            round.Intersect(SKRect.Create(2, 2, whole.Width - 4, whole.Height - 4));
            surface.Canvas.DrawRect(round, dark);
            surface.Canvas.DrawRect(round, bright);
        }

        return Encode(surface, MostBytes);
    }

    /// <summary>Pictures side by side, in their order, as a JPEG file.</summary>
    /// <param name="pictures">JPEG files, one at least.</param>
    public static byte[] Sheet(IReadOnlyList<byte[]> pictures)
    {
        SKImage[] images = [.. pictures.Select(picture => SKImage.FromEncodedData(picture))];
        int high = images.Max(image => image.Height * ContactSide / image.Width);
        int rows = (images.Length + ContactColumns - 1) / ContactColumns;
        using SKSurface surface = SKSurface.Create(new SKImageInfo(
            (ContactColumns * (ContactSide + Gap)) + Gap, (rows * (high + Gap)) + Gap, SKColorType.Rgba8888, SKAlphaType.Opaque));
        surface.Canvas.Clear(SKColors.White);
        for (int i = 0; i < images.Length; i++)
        {
            (int row, int column) = Math.DivRem(i, ContactColumns);
            surface.Canvas.DrawImage(
                images[i],
                SKRect.Create(
                    Gap + (column * (ContactSide + Gap)), Gap + (row * (high + Gap)), ContactSide,
                    images[i].Height * ContactSide / images[i].Width),
                Smooth);
            images[i].Dispose();
        }

        return Encode(surface, int.MaxValue);
    }

    private static byte[] Encode(SKSurface surface, int most)
    {
        using SKImage image = surface.Snapshot();
        foreach (int quality in Qualities)
        {
            using SKData data = image.Encode(SKEncodedImageFormat.Jpeg, quality);
            if (data.Size < most || quality == Qualities[^1])
            {
                return data.ToArray();
            }
        }

        throw new InvalidOperationException("there is no quality to encode with");
    }

    private static SKBitmap Bitmap(ReadOnlyRowSpan frame, SampleLayout layout)
    {
        int plane = layout.Width / layout.Channels;
        byte[] bytes = new byte[4 * plane];
        for (int i = 0; i < plane; i++)
        {
            for (int channel = 0; channel < 3; channel++)
            {
                bytes[(4 * i) + channel] = Byte(frame[((layout.PicturePlanes == 3 ? channel : 0) * plane) + i]);
            }

            bytes[(4 * i) + 3] = byte.MaxValue;
        }

        return Bitmap(bytes, layout.Sizes[1], layout.Sizes[0], SKAlphaType.Opaque);
    }

    // Red over yellow, and through it the scene.
    private static SKBitmap HeatOf(StrangePlaces places, int width, int height)
    {
        byte[] bytes = new byte[4 * width * height];
        for (int i = 0; i < places.Heat.Length; i++)
        {
            double heat = places.Heat[i];
            (bytes[4 * i], bytes[(4 * i) + 1]) = (byte.MaxValue, Byte(0.8 * (1 - heat)));
            bytes[(4 * i) + 3] = Byte(Glow * Math.Sqrt(heat) * (heat > 0.1 ? 1 : 10 * heat));
        }

        return Bitmap(bytes, width, height, SKAlphaType.Unpremul);
    }

    private static SKBitmap Bitmap(byte[] bytes, int width, int height, SKAlphaType alpha)
    {
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, alpha));
        System.Runtime.InteropServices.Marshal.Copy(bytes, 0, bitmap.GetPixels(), bytes.Length);
        return bitmap;
    }

    private static byte Byte(double share) => (byte)Math.Round(byte.MaxValue * Math.Clamp(double.IsNaN(share) ? 0 : share, 0, 1));
}
