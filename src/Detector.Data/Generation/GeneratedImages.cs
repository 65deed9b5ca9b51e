using Detector.Core.Formats.Frames;
using Detector.Core.Schemas;

namespace Detector.Data.Generation;

/// <summary>Made images as PNG files: one, or a folder of them, 000001.png and so on.</summary>
/// <param name="path">A .png file for one image, else a folder.</param>
/// <param name="frame">The images' size and pixels.</param>
public sealed class GeneratedImages(string path, FrameSettings frame)
{
    /// <summary>Whether a path is a PNG file.</summary>
    public static bool IsPng(string path) => path.EndsWith(".png", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes an image.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="row">[channels * height * width] its pixels, 0..1; what is behind them is no picture.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(long number, double[] row)
    {
        string file = IsPng(path) ? path : GeneratedSamples.FileOf(path, number, ".png");
        byte[] pixels = Planes.Read(row.AsSpan(0, frame.Picture().Width), frame.Picture().Channels);
        File.WriteAllBytes(file, PngWriter.Write(frame.Width, frame.Height, frame.Pixels, pixels));
    }
}
