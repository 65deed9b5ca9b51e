using System.IO.Compression;
using Detector.Benchmarks.Families;
using Detector.TestKit;

namespace Detector.Benchmarks.Series;

/// <summary>Published series, whole or in short pieces.</summary>
internal static class SeriesFiles
{
    private const int TrainingRows = 400;
    private const int TestRows = 600;
    private const int Sensors = 8;

    public static readonly string Folder = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "datasets", "smd_asd"));

    public static TableFiles Of(string series) =>
        new(Path.Combine(Folder, $"{series}.train.csv.gz"), Path.Combine(Folder, $"{series}.test.csv.gz"));

    /// <summary>
    /// A piece of a series: a few hundred training rows of some sensors that vary, and test rows around the start of an anomaly.
    /// </summary>
    public static TableFiles Piece(string series, int number, string folder)
    {
        TableFiles whole = Of(series);
        var random = new Random(number);
        string[][] training = Cells(whole.Training);
        string[][] test = Cells(whole.Test);
        int label = test[0].Length - 1;
        int start = random.Next(1, training.Length - TrainingRows);
        string[][] taken = training[start..(start + TrainingRows)];
        int[] varying = [.. Enumerable.Range(0, label).Where(i => taken.Select(row => row[i]).Distinct().Count() > 10)];
        random.Shuffle(varying);
        int[] sensors = [.. varying.Take(Sensors).Order()];
        int[] onsets = [.. Enumerable.Range(2, test.Length - 2).Where(i => test[i][label] == "1" && test[i - 1][label] == "0")];
        int first = Math.Clamp(onsets[random.Next(onsets.Length)] - random.Next(100, 500), 1, test.Length - TestRows);
        var files = new TableFiles(Path.Combine(folder, "piece.train.csv"), Path.Combine(folder, "piece.test.csv"));
        File.WriteAllLines(files.Training, [Line(training[0], sensors), .. taken.Select(row => Line(row, sensors))]);
        File.WriteAllLines(files.Test,
            [Line(test[0], [.. sensors, label]), .. test[first..(first + TestRows)].Select(row => Line(row, [.. sensors, label]))]);
        return files;
    }

    private static string Line(string[] cells, int[] places) => string.Join(',', places.Select(place => cells[place]));

    private static string[][] Cells(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r').Split(','))];
    }
}
