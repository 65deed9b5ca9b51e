using System.Diagnostics;
using Detector.Core.Formats.Frames;
using Detector.Core.Schemas;

namespace Detector.Core.Tests.Formats.Frames;

/// <summary>Against what Pillow reads from the bytes.</summary>
public class PngWriterTests
{
    private const string Python = "/usr/bin/python3";

    [Theory]
    [InlineData(1, 1, PixelFormat.Gray8)]
    [InlineData(13, 7, PixelFormat.Gray8)]
    [InlineData(5, 300, PixelFormat.Rgb24)]
    public void OthersReadTheSamePixels(int width, int height, PixelFormat format)
    {
        byte[] pixels = Pixels(width, height, format);

        (string mode, byte[] read) = Pillow(PngWriter.Write(width, height, format, pixels));

        Assert.Equal($"{(format == PixelFormat.Rgb24 ? "RGB" : "L")} {width} {height}", mode);
        Assert.Equal(pixels, read);
    }

    [Fact]
    public void PixelsThatDoNotFillTheImageAreRefused() =>
        Assert.Contains("2 x 3 Rgb24 pixels are 18 bytes, not 17",
            Assert.Throws<ArgumentException>(() => PngWriter.Write(2, 3, PixelFormat.Rgb24, new byte[17])).Message);

    [Fact]
    public void PlanesAndPixelsAreEachOthersInverse()
    {
        byte[] pixels = Pixels(4, 5, PixelFormat.Rgb24);
        double[] row = new double[pixels.Length];
        Planes.Write(pixels, 3, row);

        Assert.Equal(pixels, Planes.Read(row, 3));
        Assert.Equal([0, 0, 255, 128], Planes.Read([double.NaN, -0.3, 7, 0.5], 1));
    }

    private static byte[] Pixels(int width, int height, PixelFormat format)
    {
        byte[] pixels = new byte[width * height * (format == PixelFormat.Rgb24 ? 3 : 1)];
        new Random(width + height).NextBytes(pixels);
        return pixels;
    }

    private static (string Mode, byte[] Pixels) Pillow(byte[] png)
    {
        Assert.SkipUnless(File.Exists(Python), $"{Python} is not there.");
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, png);
            const string program = "import sys; from PIL import Image; "
                + "i = Image.open(sys.argv[1]); i.load(); print(i.mode, i.width, i.height); print(i.tobytes().hex())";
            using Process python = Process.Start(
                new ProcessStartInfo(Python, ["-c", program, file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> errors = python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string[] lines = python.StandardOutput.ReadToEnd().Split('\n');
            python.WaitForExit();
            Assert.SkipWhen(errors.Result.Contains("ModuleNotFoundError", StringComparison.Ordinal), "Pillow is not there.");
            Assert.True(python.ExitCode == 0, errors.Result);
            return (lines[0], Convert.FromHexString(lines[1]));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
