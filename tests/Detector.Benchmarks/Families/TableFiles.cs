using System.Globalization;
using System.IO.Compression;
using Detector.TestKit;

namespace Detector.Benchmarks.Families;

/// <summary>
/// A table's files: as they were published, or with some of its anomalies mixed into the training rows and out of the test rows.
/// </summary>
/// <param name="Training">Usual rows.</param>
/// <param name="Test">Other rows, their last column the label.</param>
internal sealed record TableFiles(string Training, string Test)
{
    private static readonly string Data = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "datasets"));

    /// <summary>The folders that tables are looked for in.</summary>
    public static readonly IReadOnlyList<string> Folders = [Path.Combine(Data, "tabular"), Path.Combine(Data, "tabular_more")];

    /// <summary>The names of all tables that are there.</summary>
    public static string[] Names() =>
        [.. Folders.Where(Directory.Exists).SelectMany(folder => Directory.GetFiles(folder, "*.train.csv.gz"))
            .Select(file => Path.GetFileName(file)[..^".train.csv.gz".Length]).Order(StringComparer.Ordinal)];

    public static TableFiles Of(string table)
    {
        string folder = Folders.First(folder => File.Exists(Path.Combine(folder, $"{table}.train.csv.gz")));
        return new(Path.Combine(folder, $"{table}.train.csv.gz"), Path.Combine(folder, $"{table}.test.csv.gz"));
    }

    /// <summary>
    /// The same table in a folder, where anomalies of the test file make up a share of the training rows: at most half of those there are.
    /// </summary>
    /// <param name="share">The share, 0 for none.</param>
    /// <param name="seed">Seed of the choice.</param>
    /// <param name="folder">Where the files are written.</param>
    public TableFiles Contaminated(double share, int seed, string folder)
    {
        string[] training = Lines(Training);
        string[] test = Lines(Test);
        int[] anomalies = [.. Enumerable.Range(1, test.Length - 1)
            .Where(i => double.Parse(test[i][(test[i].LastIndexOf(',') + 1)..], CultureInfo.InvariantCulture) > 0)];
        new Random(seed).Shuffle(anomalies);
        int[] mixed = anomalies[..Math.Min((int)Math.Round(share * (training.Length - 1) / (1 - share)), anomalies.Length / 2)];
        var files = new TableFiles(Path.Combine(folder, "training.csv"), Path.Combine(folder, "test.csv"));
        File.WriteAllLines(files.Training, [.. training, .. mixed.Select(i => test[i][..test[i].LastIndexOf(',')])]);
        File.WriteAllLines(files.Test, test.Where((_, i) => !mixed.Contains(i)));
        return files;
    }

    /// <summary>The training rows' numbers, the test rows' and which of these are anomalies.</summary>
    public (double[][] Training, double[][] Test, bool[] Anomaly) Numbers()
    {
        static double[][] Rows(string file) => [.. Lines(file).Skip(1)
            .Select(line => Array.ConvertAll(line.Split(','), text => double.Parse(text, CultureInfo.InvariantCulture)))];
        double[][] test = Rows(Test);
        return (Rows(Training), [.. test.Select(row => row[..^1])], [.. test.Select(row => row[^1] > 0)]);
    }

    private static string[] Lines(string file)
    {
        using FileStream stream = File.OpenRead(file);
        using var reader = new StreamReader(file.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(stream, CompressionMode.Decompress) : stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r'))];
    }
}
