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
        string? folder = SharedData.Find("mnist_idx");
        Assert.SkipWhen(folder is null, "shared/datasets/mnist_idx is not there.");
        using var file = new GZipStream(File.OpenRead(Path.Combine(folder!, "train-images-idx3-ubyte.gz")), CompressionMode.Decompress);
        file.ReadExactly(new byte[16]);
        var rows = new RowSet(Side * Side);
        byte[] image = new byte[Side * Side];
        for (int i = 0; i < count; i++)
        {
            file.ReadExactly(image);
            rows.Add(Array.ConvertAll(image, pixel => ((pixel / 255.0) - 0.1307) / 0.3081));
        }

        return rows;
    }
}
