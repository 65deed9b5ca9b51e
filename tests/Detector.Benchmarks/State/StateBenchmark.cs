using System.Diagnostics;
using Detector.Core.Batches;
using Detector.Core.Offsets;
using Detector.Core.Schemas;
using Detector.Core.State;
using Detector.Streams.State;

namespace Detector.Benchmarks.State;

/// <summary>What keyed state costs an event, and a key, beside what its plan says.</summary>
internal static class StateBenchmark
{
    public const string Usage = "state [--keys N] [--events N] [--steps T] (events a key in its window; of a sequence)";

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
        int steps = Option(options, "--steps", 1);
        var schema = new Schema(new() { Fields = [new() { Name = "amount" }], Time = "time", Aggregates = Five });
        Console.WriteLine($"{keys:N0} keys, {perKey} events each in 30 days, five aggregates"
            + $"{(steps > 1 ? $", sequences of {steps}" : "")}");
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var stage = new RowStage(schema);
        var sequences = new SequenceStage(schema, new() { Steps = steps });
        Batch[] batches = [.. Enumerable.Range(0, 6).Select(_ => new Batch(4096, schema.FieldCount))];
        Batch batch = batches[0];
        long filled = 0;
        TimeSpan gathering = default;
        double[] sample = new double[steps * schema.FieldCount];
        var random = new Random(1);
        double step = TimeSpan.FromDays(30).TotalMilliseconds / ((double)keys * perKey);
        long events = 0;
        double[] row = new double[schema.FieldCount];
        Play((long)keys * perKey * 3 / 2);
        for (int round = 0; round < 3; round++)
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            gathering = default;
            TimeSpan busy = Environment.CpuUsage.TotalTime;
            Play(2_000_000);
            double ns = (Environment.CpuUsage.TotalTime - busy - gathering).TotalNanoseconds / 2_000_000;
            string gathered = steps > 1 ? $", {gathering.TotalNanoseconds / 2_000_000:0} ns to gather its sequence" : "";
            Console.WriteLine($"{ns:0} ns of CPU an event{gathered}, "
                + $"{(GC.GetAllocatedBytesForCurrentThread() - allocated) / 2_000_000.0:0.00} bytes allocated an event");
        }

        if (steps > 1)
        {
            Console.WriteLine($"{(double)sequences.Size.Bytes / sequences.Size.Keys:0} bytes a key for its rows");
        }

        (long kept, long bytes) = stage.Size;
        long memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        double rate = keys * (double)perKey / TimeSpan.FromDays(30).TotalSeconds;
        long estimate = new StateEstimate(schema, null, rate).Aggregates(_ => keys).Sum(share => share.Bytes);
        Console.WriteLine($"{kept:N0} keys, {(double)bytes / kept:0} bytes a key by its own count, "
            + $"{(double)memory / kept:0} of memory; `detector plan` says {(double)estimate / kept:0}");
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
                stage.Widen(default(TopicPartition), events, (long)(events * step), decoded, steps > 1 ? batch.NextRow.Numbers : row);
                if (steps > 1)
                {
                    Follow((long)decoded[1], (long)(events * step));
                }
            }
        }

        void Follow(long key, long timeMs)
        {
            Span<byte> name = stackalloc byte[8];
            BitConverter.TryWriteBytes(name, key);
            sequences.Add(default, events, timeMs, name, batch.NextRow.Numbers, batch);
            batch.Add(default, events, timeMs, timeMs, name);
            if (!batch.IsFull)
            {
                return;
            }

            TimeSpan busy = Environment.CpuUsage.TotalTime;
            for (int i = 0; i < batch.Count; i++)
            {
                batch.CopySample(i, 1, sample);
            }

            gathering += Environment.CpuUsage.TotalTime - busy;
            batch = batches[++filled % batches.Length];
            batch.Clear();
        }
    }

    private static int Option(string[] options, string name, int otherwise) =>
        Array.IndexOf(options, name) is >= 0 and var at && at + 1 < options.Length
            ? int.Parse(options[at + 1], System.Globalization.CultureInfo.InvariantCulture) : otherwise;
}
