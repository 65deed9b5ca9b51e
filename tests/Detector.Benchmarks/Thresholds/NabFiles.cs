using System.Globalization;
using System.Text.Json;
using Detector.Benchmarks.Families;
using Detector.TestKit;

namespace Detector.Benchmarks.Thresholds;

/// <summary>
/// Series of the Numenta Anomaly Benchmark: the first 15 % to train on, as its own rules have it, the rest labelled by its windows.
/// </summary>
internal static class NabFiles
{
    private const double TrainingShare = 0.15;

    private static readonly string Folder = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "datasets", "nab"));

    /// <summary>The names of all series that are there, such as realKnownCause/nyc_taxi.csv.</summary>
    public static string[] Names() => Directory.Exists(Folder)
        ? [.. Windows().Keys.Where(name => File.Exists(Path.Combine(Folder, "data", name))).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>A series in a folder, its values alone.</summary>
    public static TableFiles Of(string series, string folder)
    {
        (string From, string To)[] windows = [.. Windows()[series].Select(window => (Text(window[0]), Text(window[1])))];
        string[][] rows = [.. File.ReadLines(Path.Combine(Folder, "data", series)).Skip(1).Select(line => line.Split(','))];
        int training = (int)(TrainingShare * rows.Length);
        var files = new TableFiles(Path.Combine(folder, "nab.train.csv"), Path.Combine(folder, "nab.test.csv"));
        File.WriteAllLines(files.Training, rows[..training].Select(row => row[1]).Prepend("value"));
        IEnumerable<string> test = rows[training..].Select(row => $"{row[1]},{(IsIn(windows, row[0]) ? 1 : 0)}");
        File.WriteAllLines(files.Test, test.Prepend("value,label"));
        return files;
    }

    private static Dictionary<string, string[][]> Windows()
    {
        string text = File.ReadAllText(Path.Combine(Folder, "labels", "combined_windows.json"));
        return JsonSerializer.Deserialize<Dictionary<string, string[][]>>(text)!;
    }

    private static bool IsIn((string From, string To)[] windows, string time) =>
        windows.Any(window => string.CompareOrdinal(window.From, time) <= 0 && string.CompareOrdinal(time, window.To) <= 0);

    // Windows have fractions of a second, rows have not.
    private static string Text(string time) =>
        DateTime.Parse(time, CultureInfo.InvariantCulture).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
