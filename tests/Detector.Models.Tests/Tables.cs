using System.Globalization;
using System.IO.Compression;
using Detector.Core.Features;

namespace Detector.Models.Tests;

/// <summary>The published tables of shared/datasets/tabular; tests that need them are skipped where they are absent.</summary>
internal static class Tables
{
    private static readonly string? Folder = SharedData.Find("tabular");

    public static RowSet Training(string name) => Read(name, "train").Rows;

    /// <summary>Test rows and whether each is an anomaly.</summary>
    public static (RowSet Rows, bool[] Anomaly) Test(string name) => Read(name, "test");

    /// <summary>Area under the ROC curve: how often an anomaly scores higher than a usual row (ties count half).</summary>
    public static double Auc(ReadOnlySpan<float> scores, bool[] anomaly)
    {
        float[] ordered = scores[..anomaly.Length].ToArray();
        bool[] labels = [.. anomaly];
        Array.Sort(ordered, labels);
        double rankSum = 0;
        for (int start = 0; start < ordered.Length;)
        {
            int end = start;
            int positives = 0;
            for (; end < ordered.Length && ordered[end] == ordered[start]; end++)
            {
                positives += labels[end] ? 1 : 0;
            }

            rankSum += positives * (start + end + 1) / 2.0;
            start = end;
        }

        double all = anomaly.Count(a => a);
        return (rankSum - (all * (all + 1) / 2)) / (all * (anomaly.Length - all));
    }

    private static (RowSet Rows, bool[] Anomaly) Read(string name, string part)
    {
        Assert.SkipWhen(Folder is null, "shared/datasets/tabular is not there.");
        using var reader = new StreamReader(
            new GZipStream(File.OpenRead(Path.Combine(Folder!, $"{name}.{part}.csv.gz")), CompressionMode.Decompress));
        int label = Array.IndexOf(reader.ReadLine()!.Split(','), "label");
        RowSet? rows = null;
        var anomaly = new List<bool>();
        while (reader.ReadLine() is { } line)
        {
            double[] numbers = [.. line.Split(',').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
            anomaly.Add(label >= 0 && numbers[label] != 0);
            double[] row = [.. numbers.Where((_, i) => i != label)];
            rows ??= new RowSet(row.Length);
            rows.Add(row);
        }

        return (rows!, [.. anomaly]);
    }
}
