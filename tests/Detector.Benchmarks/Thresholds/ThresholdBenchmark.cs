using System.Globalization;
using System.Text;
using Detector.Benchmarks.Families;
using Detector.Benchmarks.Series;
using Detector.Models.Bundles;
using Detector.Models.Settings;

namespace Detector.Benchmarks.Thresholds;

/// <summary>
/// False alarms that were asked for against those that usual test rows give, on tables and series: the tables of docs/thresholds.md.
/// </summary>
internal static class ThresholdBenchmark
{
    public const string Usage = "thresholds [--tables A,B] [--series A,B] [--pieces N] [--nab N] [--seeds N] [--steps T] [--model JSON]\n"
        + "           (default: all tables and series, 20 short pieces, every fourth series of NAB)";

    private static readonly double[] Targets = [0.1, 0.01, 0.001];

    public static int Run(string[] arguments)
    {
        Dictionary<string, string> given = new(arguments.Chunk(2).Select(pair => KeyValuePair.Create(pair[0], pair[1])));
        int Number(string name, int otherwise) => int.Parse(given.GetValueOrDefault(name, $"{otherwise}"), CultureInfo.InvariantCulture);
        string[] Names(string name, IEnumerable<string> all) =>
            given.GetValueOrDefault(name, string.Join(',', all)).Split(',', StringSplitOptions.RemoveEmptyEntries);
        byte[] json = Encoding.UTF8.GetBytes(given.GetValueOrDefault("--model", "{}"));
        ModelSettings settings = BundleJson.Read<ModelSettings>(json, "model") with { Device = "cpu" };
        string[] series = Names("--series", ["machine-1-6", "omi-1", "omi-2", "omi-3", "omi-4"]);
        (int seeds, int steps) = (Number("--seeds", 1), Number("--steps", 30));
        (int pieces, int every) = (Number("--pieces", 20), Number("--nab", 4));
        string folder = Directory.CreateTempSubdirectory("detector-thresholds-").FullName;
        (string, TableFiles) Piece(int number)
        {
            string whole = series[number % series.Length];
            return ($"{whole}, piece {number}", SeriesFiles.Piece(whole, number, folder));
        }

        try
        {
            var rows = new GotTable(settings, seeds, 1);
            rows.Print("Tables", Names("--tables", TableFiles.Names()).Select(name => (name, TableFiles.Of(name))));
            var sequences = new GotTable(settings, seeds, steps);
            sequences.Print("Series", series.Select(name => (name, SeriesFiles.Of(name))));
            sequences.Print("Short pieces of series", Enumerable.Range(0, series.Length == 0 ? 0 : pieces).Select(Piece));
            IEnumerable<string> some = NabFiles.Names().Where((_, i) => every > 0 && i % every == 0);
            sequences.Print("NAB", some.Select(name => (name, NabFiles.Of(name, folder))));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What was got, a line a table or series, and what that is at the median and at worst.</summary>
    private sealed class GotTable(ModelSettings settings, int seeds, int steps)
    {
        public void Print(string title, IEnumerable<(string Name, TableFiles Files)> all)
        {
            var factors = new List<double[]>();
            foreach ((string name, TableFiles files) in all)
            {
                if (factors.Count == 0)
                {
                    Console.WriteLine($"\n{title}, {seeds} seeds\n\n"
                        + $"| | rows | test rows | got for {Join(Targets, Percent)} | got over asked | ROC-AUC, AP | s |\n"
                        + "|---|---|---|---|---|---|---|");
                }

                var study = TableStudy.OfTable(files, steps);
                TableResult[] runs = [.. Enumerable.Range(1, seeds).Select(seed => study.Run(settings with { Seed = seed }))];
                double[] got = [.. Targets.Select(target => runs.Average(run => run.FalseAlarmsFor(target)))];
                factors.Add([.. got.Zip(Targets, (rate, target) => rate / target)]);
                var ranked = Ranked.Mean(runs.Select(run => Ranked.Of(run.Rank(run.Scores))));
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {name} | {runs[0].Learned.HeldOut.Length} | {runs[0].UsualRows} | {Join(got, Percent)} "
                    + $"| {Join(factors[^1], Factor)} | {ranked.Auc:F1} {ranked.Precision:F1} | {runs.Max(run => run.Seconds):F1} |"));
            }

            if (factors.Count > 0)
            {
                double[] Of(Func<double[], double> of) => [.. Targets.Select((_, i) => of([.. factors.Select(row => row[i]).Order()]))];
                double[] median = Of(sorted => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2);
                Console.WriteLine($"| median | | | | {Join(median, Factor)} | | |");
                Console.WriteLine($"| worst | | | | {Join(Of(sorted => sorted[^1]), Factor)} | | |");
            }
        }

        private static string Join(double[] numbers, Func<double, string> text) => string.Join(", ", numbers.Select(text));

        private static string Percent(double share) => (100 * share).ToString("0.###", CultureInfo.InvariantCulture) + " %";

        private static string Factor(double factor) => factor.ToString("0.0#", CultureInfo.InvariantCulture);
    }
}
