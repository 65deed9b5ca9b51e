using System.Globalization;
using Detector.Benchmarks.Families;
using Detector.Core.Batches;
using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Data.Evaluation;
using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Settings;
using Detector.Models.Training;

namespace Detector.Benchmarks.Retraining;

/// <summary>
/// Whether a next model that begins with the champion's weights is worse than one that begins anew. The champion has the first 60 % of a
/// table's rows; the next model the last 70 %, as histories overlap; where the world has moved, half of these and of the test's rows lie
/// elsewhere.
/// </summary>
internal static class WarmBenchmark
{
    public const string Usage = "warm [--seeds N] [--steps N]";
    private const double Target = 0.01;
    private static readonly string[] Tables = ["cardio", "ionosphere", "mammography", "satimage-2", "thyroid", "pageblocks", "waveform"];

    public static int Run(string[] options)
    {
        int seeds = Option(options, "--seeds") ?? 3;
        int? steps = Option(options, "--steps");
        string folder = Directory.CreateTempSubdirectory("detector-warm-").FullName;
        try
        {
            Console.WriteLine(
                $"{"table",-14}{"world",-8}{"cold AUC",10}{"warm AUC",10}{"cold FA %",11}{"warm FA %",11}{"cold s",9}{"warm s",9}");
            var all = new List<(Figures Cold, Figures Warm)>();
            foreach (string table in Tables)
            {
                foreach (bool isMoved in (bool[])[false, true])
                {
                    (Figures Cold, Figures Warm)[] of =
                        [.. Enumerable.Range(1, seeds).Select(seed => Compare(table, isMoved, seed, steps, folder))];
                    all.AddRange(of);
                    Write(table, isMoved ? "moved" : "same", of);
                }
            }

            Write("mean", "", [.. all]);
            int worse = all.Count(pair => pair.Warm.Auc < pair.Cold.Auc - 0.01);
            int better = all.Count(pair => pair.Warm.Auc > pair.Cold.Auc + 0.01);
            Console.WriteLine($"of {all.Count}: warm worse by over 0.01 in {worse}, better in {better}");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (Figures Cold, Figures Warm) Compare(string table, bool isMoved, int seed, int? steps, string folder)
    {
        (double[][] rows, double[][] test, bool[] anomaly) = TableFiles.Of(table).Numbers();
        var random = new Random(seed);
        random.Shuffle(rows);
        int fields = rows[0].Length;
        double[] far = [.. Enumerable.Range(0, fields).Select(f => 2 * Spread(rows, f) * ((2 * random.Next(2)) - 1))];
        double[] Moved(double[] row) => isMoved && random.Next(2) == 0 ? [.. row.Zip(far, (value, by) => value + by)] : row;
        double[][] next = [.. rows[(int)(0.3 * rows.Length)..].Select(Moved)];
        double[][] tested = [.. test.Select(Moved)];
        var schema = new Schema(new() { Fields = [.. Enumerable.Range(0, fields).Select(f => new FieldSettings { Name = $"f{f}" })] });
        var settings = new ModelSettings { Seed = seed, Device = "cpu" };
        var registry = new ModelRegistry(folder, TimeProvider.System);
        string champion = registry.Save("s", Train(schema, settings, rows[..(int)(0.6 * rows.Length)], null));
        Bundle from = registry.Open("s", champion);

        // Another draw of random numbers, as the next training has none of the champion's.
        settings = settings with { Seed = seed + 1000 };
        return (
            Measure(Train(schema, settings, next, null), tested, anomaly),
            Measure(Train(schema, settings with { MaxSteps = steps }, next, from), tested, anomaly));
    }

    private static TrainedModel Train(Schema schema, ModelSettings settings, double[][] rows, Bundle? from)
    {
        var set = new RowSet(rows[0].Length);
        Array.ForEach(rows, row => set.Add(row));
        return new Trainer(schema, settings, new() { Target = Target }, TimeProvider.System)
            .Train(SampleSet.Vectors(set), null, CancellationToken.None, from);
    }

    private static Figures Measure(TrainedModel model, double[][] rows, bool[] anomaly)
    {
        using IScorer scorer = model.CreateScorer("study", 256, "cpu");
        var scores = new BatchScores(scorer.Capacity);
        var all = new List<double>();
        foreach (double[][] chunk in rows.Chunk(256))
        {
            scorer.Score(SampleBatch.Of(chunk), scores);
            all.AddRange(scores.Score.Take(chunk.Length).Select(score => (double)score));
        }

        Ranking ranking = new([.. all], anomaly);
        double falseAlarms = ranking.Above(model.Threshold.Value).FalsePositives / (double)ranking.Negatives;
        return new(ranking.RocAuc(), falseAlarms, model.Report.Duration.TotalSeconds);
    }

    private static double Spread(double[][] rows, int field)
    {
        double mean = rows.Average(row => row[field]);
        return Math.Sqrt(rows.Average(row => (row[field] - mean) * (row[field] - mean)));
    }

    private static int? Option(string[] options, string name) =>
        Array.IndexOf(options, name) is >= 0 and var at ? int.Parse(options[at + 1], CultureInfo.InvariantCulture) : null;

    private static void Write(string table, string world, (Figures Cold, Figures Warm)[] of) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{table,-14}{world,-8}{of.Average(p => p.Cold.Auc),10:0.0000}{of.Average(p => p.Warm.Auc),10:0.0000}"
        + $"{100 * of.Average(p => p.Cold.FalseAlarms),11:0.00}{100 * of.Average(p => p.Warm.FalseAlarms),11:0.00}"
        + $"{of.Average(p => p.Cold.Seconds),9:0.0}{of.Average(p => p.Warm.Seconds),9:0.0}"));

    private sealed record Figures(double Auc, double FalseAlarms, double Seconds);
}
