using System.Globalization;
using System.Text.Json;
using Detector.TestKit;

namespace Detector.Benchmarks.Series;

/// <summary>
/// A series of the Numenta Anomaly Benchmark (A. Lavin, S. Ahmad, 2015): its rows, and the windows in which it is anomalous.
/// </summary>
/// <param name="Name">Folder and file.</param>
/// <param name="Lines">The rows as they stand in the file.</param>
/// <param name="Windows">First and last row of each window, in order.</param>
internal sealed record NabSeries(string Name, string[] Lines, (int First, int Last)[] Windows)
{
    public const string Header = "timestamp,value";

    public static readonly string Folder = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "datasets", "nab"));

    /// <summary>Rows at the beginning that nobody is judged by: 15 %, at most 750.</summary>
    public int Probation => (int)(0.15 * Math.Min(Lines.Length, 5000));

    /// <summary>All series of a folder of the benchmark.</summary>
    public static IEnumerable<NabSeries> Of(string folder)
    {
        using JsonDocument labels = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "labels", "combined_windows.json")));
        foreach (string path in Directory.EnumerateFiles(Path.Combine(Folder, "data", folder), "*.csv").Order(StringComparer.Ordinal))
        {
            string name = $"{folder}/{Path.GetFileName(path)}";
            string[] lines = [.. File.ReadLines(path).Skip(1).Where(line => line.Length > 0)];
            DateTime[] times = [.. lines.Select(line => Time(line.Split(',')[0]))];
            yield return new NabSeries(name, lines,
            [
                .. from window in labels.RootElement.GetProperty(name).EnumerateArray()
                   let first = Array.FindIndex(times, time => time >= Time(window[0].GetString()!))
                   select (first, Array.FindLastIndex(times, time => time <= Time(window[1].GetString()!))),
            ]);
        }
    }

    private static DateTime Time(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture);
}
