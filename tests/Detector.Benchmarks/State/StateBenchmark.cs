using System.Diagnostics;
using Detector.Core.Offsets;
using Detector.Core.Schemas;
using Detector.Core.State;
using Detector.Streams.State;

namespace Detector.Benchmarks.State;

/// <summary>What keyed state costs an event, and a key, beside what its plan says.</summary>
internal static class StateBenchmark
{
    public const string Usage = "state [--keys N] [--events N] (events a key in its window)";

    private static readonly AggregateSettings[] Five =
    [
        new() { Kind = AggregateKind.Count, By = ["card"], Window = TimeSpan.FromDays(1) },
        new() { Kind = AggregateKind.Mean, Of = "amount", By = ["card"], Window = TimeSpan.FromDays(7) },
        new() { Kind = AggregateKind.Max, Of = "amount", By = ["card"], Window = TimeSpan.FromDays(7) },
        new() { Kind = AggregateKind.Deviation, Of = "amount", By = ["card"], Window = TimeSpan.FromDays(30) },
        new() { Kind = AggregateKind.TimeSinceLast, By = ["card"], Window = TimeSpan.FromDays(30) },
    ];

    public static int Run(string[] options)
    {
        int keys = Option(options, "--keys", 1_000_000);
        int perKey = Option(options, "--events", 8);
        var schema = new Schema(new() { Fields = [new() { Name = "amount" }], Aggregates = Five });
        var plan = new StatePlan(schema);
        Console.WriteLine($"{keys:N0} keys, {perKey} events each in 30 days, five aggregates");
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var stage = new RowStage(schema);
        var random = new Random(1);
        double step = TimeSpan.FromDays(30).TotalMilliseconds / ((double)keys * perKey);
        long events = 0;
        double[] row = new double[schema.FieldCount];
        Play((long)keys * perKey * 3 / 2);
        for (int round = 0; round < 3; round++)
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan busy = Environment.CpuUsage.TotalTime;
            Play(2_000_000);
            double ns = (Environment.CpuUsage.TotalTime - busy).TotalNanoseconds / 2_000_000;
            Console.WriteLine($"{ns:0} ns of CPU an event, "
                + $"{(GC.GetAllocatedBytesForCurrentThread() - allocated) / 2_000_000.0:0.00} bytes allocated an event");
        }

        (long kept, long bytes) = stage.Size;
        long memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine($"{kept:N0} keys, {(double)bytes / kept:0} bytes a key by its own count, "
            + $"{(double)memory / kept:0} of memory; planned for {perKey} events: {plan.BytesAKey(perKey).Single()}");
        var saving = Stopwatch.StartNew();
        using var saved = new MemoryStream();
        stage.Save(default, saved);
        Console.WriteLine($"saved in {saving.Elapsed.TotalMilliseconds:0} ms, {saved.Length >> 20} MB");
        saving.Restart();
        TimeSpan begun = Environment.CpuUsage.TotalTime;
        stage.Save(default, new StateCopy());
        Console.WriteLine($"copied for a snapshot in {saving.Elapsed.TotalMilliseconds:0} ms, "
            + $"{(Environment.CpuUsage.TotalTime - begun).TotalMilliseconds:0} ms of CPU");
        saved.Position = 0;
        saving.Restart();
        stage.Restore(default, saved);
        Console.WriteLine($"restored in {saving.Elapsed.TotalMilliseconds:0} ms");
        return 0;

        void Play(long count)
        {
            Span<double> decoded = stackalloc double[2];
            for (long i = 0; i < count; i++, events++)
            {
                (decoded[0], decoded[1]) = (random.Next(1, 50_000) / 100.0, random.Next(keys));
                stage.Widen(default(TopicPartition), events, (long)(events * step), decoded, row);
            }
        }
    }

    private static int Option(string[] options, string name, int otherwise) =>
        Array.IndexOf(options, name) is >= 0 and var at && at + 1 < options.Length
            ? int.Parse(options[at + 1], System.Globalization.CultureInfo.InvariantCulture) : otherwise;
}
