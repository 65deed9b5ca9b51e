using Detector.Core.Features;

namespace Detector.Core.Formats.Frames;

/// <summary>From pixels as files and cameras have them to numbers as models want them.</summary>
public static class Planes
{
    /// <summary>Separates the channels; where a row takes numbers, bytes are brought to 0..1.</summary>
    /// <param name="pixels">[H * W * channels] interleaved bytes.</param>
    /// <param name="channels">Bytes a pixel.</param>
    /// <param name="row">[channels * H * W] out: one channel behind another.</param>
    public static void Write(ReadOnlySpan<byte> pixels, int channels, RowSpan row)
    {
        for (int channel = 0, to = 0; channel < channels; channel++)
        {
            for (int i = channel; i < pixels.Length; i += channels, to++)
            {
                if (row.ArePixels)
                {
                    row.Pixels[to] = pixels[i];
                }
                else
                {
                    row.Numbers[to] = pixels[i] / ReadOnlyRowSpan.White;
                }
            }
        }
    }

    /// <summary>The inverse: numbers from 0 to 1, and what is beyond at the ends, become interleaved bytes.</summary>
    /// <param name="row">[channels * H * W] one channel behind another.</param>
    /// <param name="channels">Bytes a pixel.</param>
    /// <returns>[H * W * channels].</returns>
    public static byte[] Read(ReadOnlySpan<double> row, int channels)
    {
        byte[] pixels = new byte[row.Length];
        int plane = row.Length / channels;
        for (int i = 0; i < row.Length; i++)
        {
            pixels[((i % plane) * channels) + (i / plane)] = (byte)Math.Round(255 * Math.Clamp(double.IsNaN(row[i]) ? 0 : row[i], 0, 1));
        }

        return pixels;
    }
}
