using System.IO.Compression;

namespace Detector.Core.Tests;

/// <summary>Published tables, in the folder that DETECTOR_DATASETS names or in shared/datasets beside the repository.</summary>
internal static class Datasets
{
    /// <summary>The table's lines, at most <paramref name="count"/>; skips the test where the data is not there.</summary>
    public static IEnumerable<string> Lines(string file, int count = int.MaxValue)
    {
        string? folder = Environment.GetEnvironmentVariable("DETECTOR_DATASETS");
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); folder is null && at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "shared", "datasets");
            folder = Directory.Exists(candidate) ? candidate : null;
        }

        string path = Path.Combine(folder ?? "", file);
        Assert.SkipUnless(folder is not null && File.Exists(path),
            $"{file} is not there: set DETECTOR_DATASETS to the folder that holds it");
        return Read(path).Take(count);
    }

    private static IEnumerable<string> Read(string path)
    {
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(File.OpenRead(path), CompressionMode.Decompress)
            : File.OpenRead(path);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
