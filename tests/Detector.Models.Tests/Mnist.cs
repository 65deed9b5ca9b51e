using System.IO.Compression;
using Detector.Core.Features;

namespace Detector.Models.Tests;

/// <summary>Digits of shared/datasets/mnist_idx, in their order; tests that need them are skipped where they are absent.</summary>
internal static class Mnist
{
    public const int Side = 28;

    /// <summary>The first training images, pixels less their mean over all of them, in deviations.</summary>
    public static RowSet Images(int count)
    {
        using Stream file = Open("train-images-idx3-ubyte.gz", 16);
        var rows = new RowSet(Side * Side);
        byte[] image = new byte[Side * Side];
        for (int i = 0; i < count; i++)
        {
            file.ReadExactly(image);
            rows.Add(Array.ConvertAll(image, pixel => ((pixel / 255.0) - 0.1307) / 0.3081));
        }

        return rows;
    }

    /// <summary>The same as squares of the means of 4 × 4 pixels, and which digit each is.</summary>
    /// <param name="part">train or t10k.</param>
    /// <param name="count">How many.</param>
    public static (RowSet Rows, byte[] Digits) Small(string part, int count)
    {
        const int Pool = 4;
        using Stream file = Open($"{part}-images-idx3-ubyte.gz", 16);
        using Stream labels = Open($"{part}-labels-idx1-ubyte.gz", 8);
        byte[] digits = new byte[count];
        labels.ReadExactly(digits);
        var rows = new RowSet(Side / Pool * (Side / Pool));
        byte[] image = new byte[Side * Side];
        for (int i = 0; i < count; i++)
        {
            file.ReadExactly(image);
            double[] small = new double[rows.FieldCount];
            for (int pixel = 0; pixel < image.Length; pixel++)
            {
                small[(pixel / Side / Pool * (Side / Pool)) + (pixel % Side / Pool)] += ((image[pixel] / 255.0) - 0.1307)
                    / 0.3081 / (Pool * Pool);
            }

            rows.Add(small);
        }

        return (rows, digits);
    }

    private static GZipStream Open(string name, int header)
    {
        string? folder = SharedData.Find("mnist_idx");
        Assert.SkipWhen(folder is null, "shared/datasets/mnist_idx is not there.");
        var file = new GZipStream(File.OpenRead(Path.Combine(folder!, name)), CompressionMode.Decompress);
        file.ReadExactly(new byte[header]);
        return file;
    }
}
