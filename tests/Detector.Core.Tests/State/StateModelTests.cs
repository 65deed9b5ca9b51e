using Detector.Core.Offsets;
using Detector.Core.Schemas;
using Detector.Core.State;

namespace Detector.Core.Tests.State;

/// <summary>
/// Random events of several partitions, late ones and wrong clocks among them, with kills, snapshots, restores and rebalances at random
/// points: rows are the model's, and bit for bit those of a run that never stopped. Each seed has a quarter of all aggregates and windows.
/// </summary>
public sealed class StateModelTests(ITestOutputHelper output)
{
    private const int Seeds = 8;
    private const int Events = 500;
    private const int Partitions = 3;

    private static readonly Dictionary<string, int> Places = new() { ["amount"] = 0, ["country"] = 1, ["card"] = 2, ["terminal"] = 3 };

    [Fact]
    public void RowsAreTheModels() => Play((seed, settings, events) =>
    {
        var stage = new RowStage(new Schema(settings));
        var models = Enumerable.Range(0, Partitions).Select(_ => new AggregateModel(settings, Places)).ToArray();
        foreach (Event e in events)
        {
            double[] row = Row(stage, e);
            double[] wanted = models[e.Partition.Partition].Next(e.Offset, e.Time, e.Decoded);
            if (!double.IsNaN(e.Verdict))
            {
                models[e.Partition.Partition].Judge(e.VerdictTime, e.Decoded, e.Verdict);
            }

            Assert.Equal(e.Decoded[..2], row[..2]);
            for (int i = 0; i < wanted.Length; i++)
            {
                bool rounded = settings.Aggregates[i].Kind is
                    AggregateKind.StandardDeviation or AggregateKind.Deviation or AggregateKind.Ratio;
                bool equal = rounded ? Math.Abs(row[2 + i] - wanted[i]) <= 1e-11 * Math.Max(1, Math.Abs(wanted[i]))
                    || (double.IsNaN(row[2 + i]) && double.IsNaN(wanted[i]))
                    : row[2 + i].Equals(wanted[i]);
                Assert.True(equal, $"seed {seed}, {e.Partition}, offset {e.Offset}: "
                    + $"{settings.Aggregates[i].Field.Name} is {row[2 + i]:R}, not {wanted[i]:R}");
            }
        }
    });

    [Fact]
    public void RowsAfterKillsRestoresAndRebalancesAreThoseOfARunThatNeverStopped() => Play((seed, settings, events) =>
    {
        var schema = new Schema(settings);
        var whole = new RowStage(schema);
        double[][] wanted = [.. events.Select(e => Row(whole, e))];
        new Interrupted(seed, schema, events, wanted).Run();
    });

    /// <summary>With bounds that are reached all the time, a state that was saved goes on with the same keys.</summary>
    [Fact]
    public void KeysThatLeaveAreTheSameAfterARestore() => Play((seed, settings, events) =>
    {
        settings = settings with { State = settings.State with { MaxKeys = 5 + (seed % 20) } };
        var schema = new Schema(settings);
        (var whole, var stage) = (new RowStage(schema), new RowStage(schema));
        var random = new Random(seed);
        long evicted = 0;
        foreach (Event e in events)
        {
            if (random.Next(50) == 0)
            {
                using var saved = new MemoryStream();
                stage.Save(e.Partition, saved);
                saved.Position = 0;
                stage = random.Next(2) == 0 ? stage : Moved(stage, schema, e.Partition);
                stage.Restore(e.Partition, saved);
            }

            Assert.Equal(Bits(Row(whole, e)), Bits(Row(stage, e)));
            Assert.True(stage.Size.Keys <= Partitions * settings.State.MaxKeys);
            evicted = stage.Counts(e.Partition)!.Evicted;
        }

        Assert.True(evicted > 0);
    });

    // Another process: the other partitions' states go along.
    private static RowStage Moved(RowStage stage, Schema schema, TopicPartition but)
    {
        var other = new RowStage(schema);
        for (int i = 0; i < Partitions; i++)
        {
            if (new TopicPartition(0, i) is var partition && partition != but)
            {
                using var saved = new MemoryStream();
                stage.Save(partition, saved);
                saved.Position = 0;
                other.Restore(partition, saved);
            }
        }

        return other;
    }

    private static double[] Row(RowStage stage, Event e)
    {
        double[] row = new double[2 + (Aggregates.Length / 4)];
        stage.Widen(e.Partition, e.Offset, e.Time, e.Decoded, row);
        if (!double.IsNaN(e.Verdict))
        {
            stage.Judge(e.Partition, e.VerdictTime, e.Decoded, e.Verdict > 0);
        }

        return row;
    }

    private static long[] Bits(double[] row) => [.. row.Select(BitConverter.DoubleToInt64Bits)];

    private void Play(Action<int, SchemaSettings, Event[]> play)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            output.WriteLine($"seed {seed}");
            var random = new Random(seed);
            var settings = new SchemaSettings
            {
                Fields = [new() { Name = "amount", Missing = MissingPolicy.Mean },
                    new() { Name = "country", Kind = FieldKind.Categorical, Missing = MissingPolicy.Mean }],
                Aggregates = [.. Aggregates.Where((_, i) => i % 4 == seed % 4)],
                State = new() { AllowedLateness = TimeSpan.FromSeconds(random.Next(60)),
                    EventsPerKey = (int[])[16, 17, 60, 400] is var most ? most[random.Next(4)] : 0 },
            };
            play(seed, settings, [.. RandomEvents(random)]);
        }
    }

    private static AggregateSettings[] Aggregates { get; } =
    [
        .. from keys in (string[][])[["card"], ["terminal"], ["card", "terminal"], ["country"]]
           from kind in Enum.GetValues<AggregateKind>()
           from minutes in (int[])[1, 7]
           select new AggregateSettings
           {
               By = keys,
               Kind = kind,
               Window = TimeSpan.FromMinutes(minutes),
               Of = kind is AggregateKind.Distinct or AggregateKind.Frequency ? minutes == 1 ? "country" : "card"
                   : kind is AggregateKind.Count or AggregateKind.TimeSinceLast
                   or AggregateKind.FirstSeen or AggregateKind.ConfirmedCount or AggregateKind.ConfirmedShare ? null
                   : "amount",
           },
    ];

    // A hot key, some usual and many rare ones; clocks that go back or far ahead; times that are equal; offsets that are left out.
    private static IEnumerable<Event> RandomEvents(Random random)
    {
        long time = 1_700_000_000_000;
        long[] offsets = [random.Next(1000), random.Next(1000), 0];
        int pace = (int[])[20, 300, 3000] is var paces ? paces[random.Next(3)] : 0;
        for (int i = 0; i < Events; i++)
        {
            time += random.Next(3) == 0 ? 0 : random.Next(pace);
            long own = time + random.Next(40) switch
            {
                0 => -random.Next(200_000),
                1 => -random.Next(2_000),
                2 when random.Next(10) == 0 => 86_400_000L * 365_000,
                2 => random.Next(60_000),
                _ => 0,
            };
            int partition = random.Next(Partitions);
            double amount = random.Next(20) == 0 ? double.NaN : random.Next(3) == 0 ? 2.5 : random.Next(-64_000, 64_000) / 64.0;
            double country = random.Next(20) == 0 ? double.NaN : random.Next(3);
            double card = random.Next(2) == 0 ? 0 : random.Next(random.Next(2) == 0 ? 5 : 500);
            yield return new(new(0, partition), offsets[partition], own, [amount, country, card, random.Next(10)]);
            offsets[partition] += random.Next(30) == 0 ? 1 + random.Next(300) : 1;
        }
    }

    private sealed record Event(TopicPartition Partition, long Offset, long Time, double[] Decoded)
    {
        public double Verdict => (Offset % 5) switch { 0 => 0, 1 => 1, _ => double.NaN };

        public long VerdictTime => Time + (1000 * (Offset % 7));
    }

    /// <summary>Processes that share the partitions, are killed, and hand partitions on.</summary>
    private sealed class Interrupted(int seed, Schema schema, Event[] events, double[][] wanted)
    {
        private readonly Random _random = new(1000 + seed);
        private readonly RowStage[] _processes = [new(schema), new(schema)];
        private readonly Dictionary<TopicPartition, (byte[] State, int At)> _snapshots = [];
        private readonly int[] _owner = new int[Partitions];

        public void Run()
        {
            for (int i = 0; i < events.Length; i++)
            {
                Event e = events[i];
                switch (_random.Next(60))
                {
                    case 0:
                        _snapshots[e.Partition] = (Saved(e.Partition), i);
                        break;
                    case 1: // killed
                        int killed = _random.Next(2);
                        _processes[killed] = new(schema);
                        foreach (int partition in Enumerable.Range(0, Partitions).Where(p => _owner[p] == killed))
                        {
                            Recover(new TopicPartition(0, partition), i);
                        }

                        break;
                    case 2: // a rebalance
                        _processes[_owner[e.Partition.Partition]].Revoke(e.Partition);
                        _owner[e.Partition.Partition] ^= 1;
                        Recover(e.Partition, i);
                        break;
                }

                double[] row = Row(_processes[_owner[e.Partition.Partition]], e);
                Assert.True(
                    Bits(row).AsSpan().SequenceEqual(Bits(wanted[i])),
                    $"seed {seed}, {e.Partition}, offset {e.Offset}: {string.Join(" ", row)}\nnot {string.Join(" ", wanted[i])}");
            }
        }

        private byte[] Saved(TopicPartition partition)
        {
            using var stream = new MemoryStream();
            _processes[_owner[partition.Partition]].Save(partition, stream);
            return stream.ToArray();
        }

        // From the last snapshot, or by reading again what a window can still reach and two of the clock's blocks before it.
        private void Recover(TopicPartition partition, int now)
        {
            RowStage process = _processes[_owner[partition.Partition]];
            Event[] past = [.. events.Take(now).Where(e => e.Partition == partition)];
            if (_snapshots.TryGetValue(partition, out (byte[] State, int At) snapshot) && _random.Next(2) == 0)
            {
                long next = process.Restore(partition, new MemoryStream(snapshot.State));
                Event? first = events.Skip(snapshot.At).FirstOrDefault(e => e.Partition == partition);
                Assert.True(first is null || next <= first.Offset);
                Again(process, past.Where(e => e.Offset >= next));
                return;
            }

            long clock = past.TakeLast(300).Select(e => e.Time).Order().ElementAtOrDefault(Math.Min(past.Length, 300) / 2);
            long earliest = past.Where(e => e.Time > clock - 2_000_000).Select(e => e.Offset).DefaultIfEmpty().Min();
            Again(process, past.Where(e => e.Offset >= ((earliest >> 8) - 2) << 8));
        }

        private static void Again(RowStage process, IEnumerable<Event> past)
        {
            foreach (Event e in past)
            {
                Row(process, e);
            }
        }
    }
}
