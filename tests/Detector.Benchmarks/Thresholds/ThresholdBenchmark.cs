using System.Globalization;
using System.Text;
using Detector.Benchmarks.Families;
using Detector.Benchmarks.Series;
using Detector.Models.Bundles;
using Detector.Models.Settings;

namespace Detector.Benchmarks.Thresholds;

/// <summary>False alarms that were asked for against those that usual test rows give, on tables and series: the table of docs/thresholds.md.</summary>
internal static class ThresholdBenchmark
{
    public const string Usage = "thresholds [--tables A,B] [--series A,B] [--pieces N] [--nab N] [--seeds N] [--steps T] [--model JSON]   (none: all tables, series, 20 pieces, every fourth of NAB)";

    private static readonly double[] Targets = [0.1, 0.01, 0.001];

    public static int Run(string[] arguments)
    {
        Dictionary<string, string> given = new(arguments.Chunk(2).Select(pair => KeyValuePair.Create(pair[0], pair[1])));
        int Number(string name, int otherwise) => given.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
        string[] Names(string name, string[] all) => given.TryGetValue(name, out string? text) ? text.Split(',', StringSplitOptions.RemoveEmptyEntries) : all;
        string[] series = Names("--series", ["machine-1-6", "omi-1", "omi-2", "omi-3", "omi-4"]);
        int steps = Number("--steps", 30);
        int seeds = Number("--seeds", 1);
        ModelSettings settings = BundleJson.Read<ModelSettings>(Encoding.UTF8.GetBytes(given.GetValueOrDefault("--model", "{}")), "model") with { Device = "cpu" };
        string folder = Directory.CreateTempSubdirectory("detector-thresholds-").FullName;
        try
        {
            Print("Tables", seeds, 1, settings, Names("--tables", TableFiles.Names()).Select(name => (name, TableFiles.Of(name))));
            Print("Series", seeds, steps, settings, series.Select(name => (name, SeriesFiles.Of(name))));
            Print("Short pieces of series", seeds, steps, settings, Enumerable.Range(0, series.Length == 0 ? 0 : Number("--pieces", 20))
                .Select(piece => ($"{series[piece % series.Length]}, piece {piece}", SeriesFiles.Piece(series[piece % series.Length], piece, folder))));
            int every = Number("--nab", 4);
            Print("NAB", seeds, steps, settings, NabFiles.Names().Where((_, i) => every > 0 && i % every == 0).Select(name => (name, NabFiles.Of(name, folder))));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Print(string title, int seeds, int steps, ModelSettings settings, IEnumerable<(string Name, TableFiles Files)> all)
    {
        var factors = new List<double[]>();
        foreach ((string name, TableFiles files) in all)
        {
            if (factors.Count == 0)
            {
                Console.WriteLine($"\n{title}, {seeds} seeds\n\n| | rows | test rows | got for {string.Join(", ", Targets.Select(Percent))} | got over asked | ROC-AUC, AP | s |\n|---|---|---|---|---|---|---|");
            }

            var study = TableStudy.OfTable(files, steps);
            TableResult[] runs = [.. Enumerable.Range(1, seeds).Select(seed => study.Run(settings with { Seed = seed }))];
            double[] got = [.. Targets.Select(target => runs.Average(run => run.FalseAlarmsFor(target)))];
            factors.Add([.. got.Zip(Targets, (rate, target) => rate / target)]);
            var ranked = Ranked.Mean(runs.Select(run => Ranked.Of(run.Rank(run.Scores))));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {runs[0].Learned.HeldOut.Length} | {runs[0].UsualRows} | {string.Join(", ", got.Select(Percent))} | {Factors(factors[^1])} | {ranked.Auc:F1} {ranked.Precision:F1} | {runs.Max(run => run.Seconds):F1} |"));
        }

        if (factors.Count > 0)
        {
            double[] Of(Func<double[], double> of) => [.. Targets.Select((_, i) => of([.. factors.Select(row => row[i]).Order()]))];
            Console.WriteLine($"| median | | | | {Factors(Of(sorted => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2))} | | |");
            Console.WriteLine($"| worst | | | | {Factors(Of(sorted => sorted[^1]))} | | |");
        }
    }

    private static string Percent(double share) => (100 * share).ToString("0.###", CultureInfo.InvariantCulture) + " %";

    private static string Factors(double[] factors) => string.Join(", ", factors.Select(factor => factor.ToString("0.0#", CultureInfo.InvariantCulture)));
}
