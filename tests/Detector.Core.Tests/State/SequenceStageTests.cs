using System.Text;
using Detector.Core.Batches;
using Detector.Core.Offsets;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.State;
using Detector.TestKit;

namespace Detector.Core.Tests.State;

/// <summary>
/// Random events of several partitions, late ones and wrong clocks among them, whose batches are read long after they were filled:
/// every event's sequence is the model's, also after kills, snapshots, restores and rebalances at random points.
/// </summary>
public sealed class SequenceStageTests(ITestOutputHelper output)
{
    private const int Seeds = 24;
    private const int Events = 700;
    private const int Partitions = 2;
    private const int Fields = 2;

    [Fact]
    public void SequencesAreTheModels() => Play((seed, schema, window, events) => Check(seed, schema, window, events, _ => { }));

    [Fact]
    public void SequencesAfterKillsRestoresAndRebalancesAreThoseOfARunThatNeverStopped() => Play((seed, schema, window, events) =>
    {
        var random = new Random(100 + seed);
        Check(seed, schema, window, events, run =>
        {
            switch (random.Next(30))
            {
                case 0: // another process, from what this one has saved
                    run.Move(new(schema, window));
                    break;
                case 1: // killed: all that there was is read again
                    run.ReadAgain(new(schema, window));
                    break;
                case 2: // away and back
                    run.Return();
                    break;
            }
        });
    });

    [Fact]
    public void KeysBeyondTheBoundLeaveAndBeginAnew()
    {
        var settings = new SchemaSettings { Fields = [new() { Name = "a" }], State = new() { MaxKeys = 3 } };
        var stage = new SequenceStage(new(settings), new() { Steps = 2 });
        var batch = new Batch(16, 1);
        double[][] samples = [.. "abcaeb".Select((key, i) => Sample(stage, batch, i, 0, [(byte)key], [i], 2))];

        // The fifth is a key too many: b, which was not seen for the longest time, leaves; then c does.
        Assert.Equal([[double.NaN, 0], [double.NaN, 1], [double.NaN, 2], [0, 3], [double.NaN, 4], [double.NaN, 5]], samples);
        Assert.Equal((3, 2), (stage.Size.Keys, stage.Counts(default)!.Evicted));
    }

    [Fact]
    public void KeysAfterWhichNothingCanFollowLeave()
    {
        var schema = new Schema(new() { Fields = [new() { Name = "a" }], Time = "t", State = new() { AllowedLateness = TimeSpan.Zero } });
        var stage = new SequenceStage(schema, new() { Steps = 3, Gap = TimeSpan.FromSeconds(10) });
        for (int i = 0; i < 5_000; i++)
        {
            stage.Add(default, i, 1000 * i, BitConverter.GetBytes(i), [i], null);
        }

        // Ten seconds, and two of the clock's blocks.
        Assert.InRange(stage.Size.Keys, 10, 10 + 512);
        Assert.Equal(0, stage.Counts(default)!.Evicted);
    }

    [Fact]
    public void NothingIsAllocatedForAnEventOfAKnownKey()
    {
        var stage = new SequenceStage(new(new() { Fields = [new() { Name = "a" }] }), new() { Steps = 32 });
        Batch[] batches = [new(64, 1), new(64, 1)];
        int next = 60_000;
        Run(0, next);
        Assert.Equal(0, Allocation.Least(() => Run(next, next += 20_000)));

        void Run(int from, int to)
        {
            Span<double> row = stackalloc double[1];
            Span<byte> key = stackalloc byte[4];
            for (int i = from; i < to; i++)
            {
                Batch batch = batches[(i / 64) % 2];
                if (batch.Count == 64)
                {
                    batch.Clear();
                }

                (row[0], _) = (i, BitConverter.TryWriteBytes(key, i % 97));
                stage.Add(default, i, 0, key, row, batch);
                batch.Add(default, i, 0, 0, key);
            }
        }
    }

    [Fact]
    public void EveryByteOfSavedSequencesCounts()
    {
        var schema = new Schema(new() { Fields = [new() { Name = "a" }], Time = "t" });
        var window = new WindowSettings { Steps = 3 };
        var stage = new SequenceStage(schema, window);
        for (int i = 0; i < 20; i++)
        {
            stage.Add(default, i, i, [(byte)(i % 4)], [i], null);
        }

        using var saved = new MemoryStream();
        stage.Save(default, saved);
        byte[] bytes = saved.ToArray();
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] wrong = [.. bytes];
            wrong[i] ^= (byte)(1 << (i % 8));
            Assert.Throws<InvalidDataException>(() => new SequenceStage(schema, window).Restore(default, new MemoryStream(wrong)));
            Assert.Throws<InvalidDataException>(() => new SequenceStage(schema, window).Restore(default, new MemoryStream(bytes[..i])));
        }

        Assert.Throws<InvalidDataException>(() => new SequenceStage(schema, window).Restore(default, new MemoryStream([.. bytes, 0])));
        var other = new SequenceStage(schema, new() { Steps = 4 });
        string told = Assert.Throws<InvalidDataException>(() => other.Restore(default, new MemoryStream(bytes))).Message;
        Assert.Contains("other fields, windows", told, StringComparison.Ordinal);
        Assert.Equal(20, new SequenceStage(schema, window).Restore(default, new MemoryStream(bytes)));
    }

    /// <summary>Where rows have aggregates, too, both are saved and come back as one.</summary>
    [Fact]
    public void AStageSavesItsSequencesWithItsAggregates()
    {
        var schema = new Schema(new()
        {
            Fields = [new() { Name = "a" }],
            Aggregates = [new() { By = ["key"] }],
            Time = "t",
            State = new() { AllowedLateness = TimeSpan.Zero },
        });
        (RowStage whole, RowStage parted) = (new(schema, new() { Steps = 3 }), new(schema, new() { Steps = 3 }));
        (Batch one, Batch other) = (new(64, 2), new(64, 2));
        for (int i = 0; i < 40; i++)
        {
            if (i % 7 == 5)
            {
                using var saved = new MemoryStream();
                parted.Save(default, saved);
                saved.Position = 0;
                parted = new(schema, new() { Steps = 3 });
                Assert.Equal(i, parted.Restore(default, saved));
            }

            Assert.Equal(Next(whole, one, i), Next(parted, other, i));
        }

        Assert.Equal(whole.Size, parted.Size);
        Assert.Equal((8, true), (whole.Size.Keys, whole.Size.Bytes > 0));
        using var plain = new MemoryStream();
        new RowStage(schema).Save(default, plain);
        plain.Position = 0;
        Assert.Throws<InvalidDataException>(() => whole.Restore(default, plain));

        static double[] Next(RowStage stage, Batch batch, int i)
        {
            stage.Widen(default, i, 1000 * i, [i, i % 4], batch.NextRow.Numbers);
            Assert.True(stage.Follow(default, i, 1000 * i, [(byte)(i % 4)], batch.NextRow.Numbers, batch));
            batch.Add(default, i, 0, 0, default);
            double[] sample = new double[6];
            batch.CopySample(i, 1, sample);
            return sample;
        }
    }

    private static double[] Sample(SequenceStage stage, Batch batch, long offset, long time, byte[] key, double[] row, int steps)
    {
        stage.Add(default, offset, time, key, row, batch);
        row.CopyTo(batch.NextRow.Numbers);
        batch.Add(default, offset, 0, time, key);
        double[] sample = new double[steps * row.Length];
        batch.CopySample(batch.Count - 1, 1, sample);
        return sample;
    }

    private static void Check(int seed, Schema schema, WindowSettings window, Event[] events, Action<Run> interrupt)
    {
        SequenceModel[] models = [.. Enumerable.Range(0, Partitions).Select(_ => new SequenceModel(schema.Settings, window, Fields))];
        var run = new Run(seed, schema, window);
        foreach (Event e in events)
        {
            run.Take(e, models[e.Partition.Partition].Next(e.Offset, e.Time, e.Key, e.Row));
            interrupt(run);
        }

        run.End();
    }

    private void Play(Action<int, Schema, WindowSettings, Event[]> play)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            output.WriteLine($"seed {seed}");
            var random = new Random(seed);
            var window = new WindowSettings
            {
                Steps = 2 + random.Next(seed % 3 == 0 ? 40 : 6),
                Stride = random.Next(3) == 0 ? 1 + random.Next(4) : 1,
                Of = random.Next(4) == 0 ? SequenceOf.Partition : SequenceOf.Key,
                Gap = seed % 2 == 0 && random.Next(2) == 0 ? TimeSpan.FromSeconds(random.Next(1, 20)) : TimeSpan.Zero,
                UntilFull = random.Next(3) == 0 ? UntilFull.Wait : UntilFull.Pad,
            };
            var schema = new Schema(new()
            {
                Fields = [new() { Name = "a" }, new() { Name = "b" }],
                Time = seed % 2 == 0 ? "t" : null,
                State = new() { AllowedLateness = TimeSpan.FromSeconds(random.Next(60)) },
            });
            play(seed, schema, window, [.. RandomEvents(random)]);
        }
    }

    // A hot key, some usual and many rare ones; clocks that go back or far ahead; times that are equal; offsets that are left out.
    private static IEnumerable<Event> RandomEvents(Random random)
    {
        long time = 1_700_000_000_000;
        long[] offsets = [random.Next(1000), 0];
        int pace = (int[])[20, 300, 3000] is var paces ? paces[random.Next(3)] : 0;
        for (int i = 0; i < Events; i++)
        {
            time += random.Next(3) == 0 ? 0 : random.Next(pace);
            long own = time + random.Next(20) switch
            {
                0 => -random.Next(200_000),
                1 or 2 => -random.Next(2_000),
                3 when random.Next(10) == 0 => 86_400_000L * 365_000,
                3 => random.Next(60_000),
                _ => 0,
            };
            int partition = random.Next(Partitions);
            int key = random.Next(2) == 0 ? 0 : random.Next(random.Next(2) == 0 ? 5 : 200);
            double[] row = [i, random.Next(5) == 0 ? double.NaN : -i];
            yield return new(new(0, partition), offsets[partition], own, key == 0 ? "" : $"k{key}", row);
            offsets[partition] += random.Next(30) == 0 ? 1 + random.Next(300) : 1;
        }
    }

    private sealed record Event(TopicPartition Partition, long Offset, long Time, string Key, double[] Row);

    /// <summary>A pipeline with a scoring thread far behind: batches are looked at when all are full, the oldest first.</summary>
    private sealed class Run(int seed, Schema schema, WindowSettings window)
    {
        private readonly Queue<(Batch Batch, List<(Event Event, double[] Wanted)> Events)> _filled = [];
        private readonly Queue<Batch> _free = new(Enumerable.Range(0, 3).Select(_ => new Batch(1 + (seed % 20), Fields)));
        private readonly List<Event> _past = [];
        private SequenceStage _stage = new(schema, window);
        private (Batch Batch, List<(Event Event, double[] Wanted)> Events)? _open;

        public void Take(Event e, double[]? wanted)
        {
            _past.Add(e);
            (Batch batch, List<(Event Event, double[] Wanted)> events) = _open ??= (Free(), []);
            bool isSample = _stage.Add(e.Partition, e.Offset, e.Time, Encoding.UTF8.GetBytes(e.Key), e.Row, batch);
            Assert.True(isSample == wanted is not null, $"seed {seed}, {e}: {window} is {(isSample ? "" : "not ")}scored");
            if (!isSample)
            {
                return;
            }

            e.Row.CopyTo(batch.NextRow.Numbers);
            batch.Add(e.Partition, e.Offset, 0, e.Time, Encoding.UTF8.GetBytes(e.Key));
            events.Add((e, wanted!));
            if (batch.IsFull)
            {
                _filled.Enqueue((batch, events));
                _open = null;
            }
        }

        public void Move(SequenceStage other)
        {
            for (int i = 0; i < Partitions; i++)
            {
                using var saved = new MemoryStream();
                _stage.Save(new(0, i), saved);
                saved.Position = 0;
                other.Restore(new(0, i), saved);
            }

            _stage = other;
        }

        public void Return()
        {
            using var saved = new MemoryStream();
            _stage.Save(new(0, 0), saved);
            _stage.Revoke(new(0, 0));
            saved.Position = 0;
            _stage.Restore(new(0, 0), saved);
        }

        public void ReadAgain(SequenceStage other)
        {
            foreach (Event e in _past)
            {
                other.Add(e.Partition, e.Offset, e.Time, Encoding.UTF8.GetBytes(e.Key), e.Row, null);
            }

            _stage = other;
        }

        public void End()
        {
            while (_filled.Count > 0)
            {
                Read();
            }
        }

        private Batch Free()
        {
            if (_free.Count == 0)
            {
                Read();
            }

            return _free.Dequeue();
        }

        private void Read()
        {
            (Batch batch, List<(Event Event, double[] Wanted)> events) = _filled.Dequeue();
            for (int i = 0; i < events.Count; i++)
            {
                double[] sample = new double[window.Steps * Fields];
                batch.CopySample(i, window.Stride, sample);
                Assert.True(
                    events[i].Wanted.AsSpan().SequenceEqual(sample),
                    $"seed {seed}, {events[i].Event}: {string.Join(" ", sample)}\nnot {string.Join(" ", events[i].Wanted)}");
            }

            batch.Clear();
            _free.Enqueue(batch);
        }
    }
}
