using System.Diagnostics;
using System.Globalization;
using Detector.Core.Batches;
using Detector.Core.Drift;
using Detector.Core.Features;
using Detector.Core.Schemas;
using Detector.Core.Thresholds;

namespace Detector.Benchmarks.Drift;

/// <summary>How often drift is said of simulated streams where there is none, and how late where it was planted.</summary>
internal static class DriftBenchmark
{
    public const string Usage = "drift [--seeds N] [--events N]";

    private const int Settled = 50_000;
    private const int Longest = 200_000;

    private static readonly DriftSettings Settings = new() { Span = TimeSpan.Zero };

    private static readonly (string Name, Action<DriftWorld> Plant)[] Changes =
    [
        ("a number by 0.25 deviations", world => world.Shift = 0.25),
        ("a number by half a deviation", world => world.Shift = 0.5),
        ("a number by a deviation", world => world.Shift = 1),
        ("5 % of a field missing", world => world.Missing = 0.05),
        ("5 % of a category new", world => world.New = 0.05),
        ("scores by 1.3", world => world.Scores = 1.3),
        ("scores by 1.5", world => world.Scores = 1.5),
        ("scores by 2", world => world.Scores = 2),
        ("3 % of events strange", world => world.Strange = 0.03),
    ];

    public static int Run(string[] options)
    {
        int seeds = Option(options, "--seeds", 20);
        int events = Option(options, "--events", 1_000_000);
        Console.WriteLine(
            $"windows of {Settings.Events} events; {seeds} streams of {events:N0} events without drift, said a million events:");
        Console.WriteLine($"{"events that depend on those before by",-40} inputs  score  alerts");
        foreach (double memory in (double[])[0, 0.5, 0.9])
        {
            (int inputs, int score, int alerts) = (0, 0, 0);
            for (int seed = 0; seed < seeds; seed++)
            {
                var world = new DriftWorld(seed, Settings, memory);
                (bool I, bool S, bool A) before = default;
                for (int sent = 0; sent < events; sent += DriftWorld.BatchSize)
                {
                    world.Send();
                    var now = Drifted(world.Status);
                    inputs += now.Inputs && !before.I ? 1 : 0;
                    score += now.Score && !before.S ? 1 : 0;
                    alerts += now.Alerts && !before.A ? 1 : 0;
                    before = now;
                }
            }

            double millions = 1e-6 * seeds * events;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{memory,-40} {inputs / millions,6:0.00} {score / millions,6:0.00} {alerts / millions,6:0.00}"));
        }

        Console.WriteLine();
        Console.WriteLine(Cost());
        Console.WriteLine();
        Console.WriteLine($"{"planted",-40} found  events until it is said: median, most");
        foreach ((string name, Action<DriftWorld> plant) in Changes)
        {
            int[] delays = [.. Enumerable.Range(0, seeds).Select(seed => Delay(seed, plant)).Where(delay => delay > 0).Order()];
            Console.WriteLine($"{name,-40} {delays.Length,2}/{seeds}  "
                + (delays.Length == 0 ? "-" : $"{delays[delays.Length / 2]:N0}, {delays[^1]:N0}"));
        }

        return 0;
    }

    // Of a full batch 256 events are looked at.
    private static string Cost()
    {
        const int Batches = 20_000;
        Schema schema = new(new() { Fields = [.. Enumerable.Range(0, 30).Select(i => new FieldSettings { Name = $"x{i}" })] });
        var random = new Random(1);
        var rows = new RowSet(schema.FieldCount);
        var batch = new Batch(4096, schema.Layout);
        float[] scores = new float[4096];
        for (int i = 0; i < 4096; i++)
        {
            double[] row = [.. Enumerable.Range(0, 30).Select(_ => random.NextDouble())];
            rows.Add(row);
            row.CopyTo(batch.NextRow.Numbers);
            batch.Add(new(0, 0), i, 0, 0, default);
            scores[i] = (float)random.NextDouble();
        }

        var threshold = new Threshold { Value = 2, Method = ThresholdMethod.Quantile, Target = 0.01, Version = "t", Samples = 1000 };
        var watch = new DriftWatch(Settings, InputProfile.Of(schema, FeatureTransform.Fit(schema, rows)));
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        for (int i = 0; i < Batches; i++)
        {
            watch.Observe(batch, scores, threshold, DateTimeOffset.UnixEpoch);
        }

        double seconds = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture,
            $"a batch of 4,096 events of 30 numbers: {1e6 * seconds / Batches:0} us of CPU, "
            + $"{1e6 * seconds / Batches / 4096:0.000} us an event");
    }

    private static int Delay(int seed, Action<DriftWorld> plant)
    {
        var world = new DriftWorld(seed, Settings, memory: 0);
        for (int sent = 0; sent < Settled + (seed * 250); sent += DriftWorld.BatchSize)
        {
            world.Send();
        }

        plant(world);
        for (int sent = 0; sent < Longest;)
        {
            world.Send();
            sent += DriftWorld.BatchSize;
            if (world.Status.Reason is not null)
            {
                return sent;
            }
        }

        return 0;
    }

    private static (bool Inputs, bool Score, bool Alerts) Drifted(DriftStatus status) => (
        status.Fields is [{ Level: DriftLevel.Drifted }, ..],
        status.Score?.Level == DriftLevel.Drifted,
        status.Alerts?.Level == DriftLevel.Drifted);

    private static int Option(string[] options, string name, int otherwise) =>
        Array.IndexOf(options, name) is >= 0 and var at ? int.Parse(options[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
