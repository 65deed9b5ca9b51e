using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Schemas;
using Detector.Core.State;
using Detector.Streams.Pipeline;
using Detector.Streams.Tests.Pipeline;

namespace Detector.Streams.Tests.State;

/// <summary>
/// Members of a group share a topic's partitions, hand them on, stop and are killed, at random points; snapshots are there or not, old,
/// damaged or of other events: each event's row is, bit for bit, that of a run that never stopped.
/// </summary>
public sealed class RecoveryTests : IDisposable
{
    private const int Partitions = 3;
    private const int EventsEach = 2500;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("detector-recovery-").FullName;
    private readonly ConcurrentDictionary<TopicPartition, ConcurrentDictionary<long, long[]>> _rows = new();
    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly FakeLog _log = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task RowsAreThoseOfARunThatNeverStopped(int seed)
    {
        var random = new Random(seed);
        Schema schema = Keyed(seed);
        var topic = new FakeTopic([.. Enumerable.Range(0, Partitions).Select(p => Events(random, EventsEach, hasWrongClocks: seed % 2 == 0).ToArray())]);
        Dictionary<TopicPartition, Dictionary<long, long[]>> wanted = Undisturbed(schema, topic);
        int snapshots = 0;
        for (int life = 0; !IsDone(topic); life++)
        {
            Assert.True(life < 100, "it never ends");
            Life[] members = [Begin(schema, topic, 0, random, life), Begin(schema, topic, 1, random, life)];
            for (int round = 0; round < 4 && !IsDone(topic); round++)
            {
                lock (topic.Gate)
                {
                    for (int partition = 0; partition < Partitions; partition++)
                    {
                        topic.Wanted[partition] = random.Next(2);
                    }
                }

                long before = _rows.Values.Sum(rows => rows.Count);
                int more = random.Next(800);
                Assert.True(SpinWait.SpinUntil(() => _rows.Values.Sum(rows => rows.Count) >= before + more || IsDone(topic), Patience));
            }

            foreach (Life member in members)
            {
                await member.EndAsync(random.Next(2) == 0);
            }

            lock (topic.Gate)
            {
                Array.Fill(topic.Owner, -1);
                Array.Fill(topic.Wanted, -1);
            }

            snapshots += Directory.GetFiles(_folder).Length;
            Disturb(random);
        }

        Assert.Empty(_wrong);
        Assert.True(snapshots > 0);
        foreach ((TopicPartition partition, Dictionary<long, long[]> rows) in wanted)
        {
            Assert.Equal(rows.Count, _rows[partition].Count);
            foreach ((long offset, long[] row) in rows)
            {
                Assert.True(row.AsSpan().SequenceEqual(_rows[partition][offset]), $"seed {seed}: {partition}, offset {offset}");
            }
        }
    }

    // Snapshots are damaged, cut, emptied, taken away.
    private void Disturb(Random random)
    {
        foreach (string file in Directory.GetFiles(_folder))
        {
            byte[] bytes = File.ReadAllBytes(file);
            switch (random.Next(8))
            {
                case 0:
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 + random.Next(255));
                    File.WriteAllBytes(file, bytes);
                    break;
                case 1:
                    File.WriteAllBytes(file, bytes[..random.Next(bytes.Length)]);
                    break;
                case 2:
                    File.Delete(file);
                    break;
            }
        }
    }

    private Life Begin(Schema schema, FakeTopic topic, int number, Random random, int life)
    {
        var source = new FakeMember(topic, number, random.Next());
        var sinks = new FakeSinks();
        var scorer = new FakeScorer("m1")
        {
            OnScore = batch =>
            {
                for (int i = 0; i < batch.Count; i++)
                {
                    Note(batch.Partition(i), batch.Offset(i), Bits(batch.Row(i)));
                }
            },
        };
        var options = new PipelineOptions
        {
            Stream = "cards", BatchSize = 50, Linger = TimeSpan.FromMilliseconds(1), SnapshotInterval = TimeSpan.FromMilliseconds(1),
            Snapshots = life % 3 == 2 ? null : _folder,
        };
        var pipeline = new StreamPipeline(
            options, schema, source, MessageDecoder.Create(schema), Serving.Of(scorer), sinks, sinks, [], TimeProvider.System, _log);
        pipeline.Start();
        return new Life(source, pipeline);
    }

    private void Note(TopicPartition partition, long offset, long[] row)
    {
        ConcurrentDictionary<long, long[]> rows = _rows.GetOrAdd(partition, _ => new());
        if (!rows.TryAdd(offset, row) && !row.AsSpan().SequenceEqual(rows[offset]))
        {
            _wrong.Enqueue($"{partition}, offset {offset}, which came again");
        }
    }

    private static bool IsDone(FakeTopic topic)
    {
        lock (topic.Gate)
        {
            return Enumerable.Range(0, Partitions).All(partition => topic.Committed[partition] == topic.End(partition));
        }
    }

    private static Dictionary<TopicPartition, Dictionary<long, long[]>> Undisturbed(Schema schema, FakeTopic topic)
    {
        var stage = new RowStage(schema);
        IMessageDecoder decoder = MessageDecoder.Create(schema);
        (double[] decoded, double[] row) = (new double[stage.DecodedCount], new double[schema.FieldCount]);
        var all = new Dictionary<TopicPartition, Dictionary<long, long[]>>();
        for (int p = 0; p < topic.Partitions.Length; p++)
        {
            TopicPartition partition = FakeTopic.Name(p);
            all[partition] = [];
            foreach (FakeEvent e in topic.Partitions[p])
            {
                if (decoder.Decode(e.Payload, decoded).Ok)
                {
                    stage.Widen(partition, e.Offset, decoder.TimeMs, decoded, row);
                    all[partition][e.Offset] = Bits(row);
                }
            }
        }

        return all;
    }

    // Windows of 500 and of 1500 events or so, which a look at the latest does not reach.
    private static Schema Keyed(int seed) => new(new SchemaSettings
    {
        Fields = [new() { Name = "amount", Missing = MissingPolicy.Mean }],
        Time = "time",
        State = new() { AllowedLateness = TimeSpan.FromMinutes(seed % 3), EventsPerKey = seed % 2 == 0 ? 1024 : 32 },
        Aggregates =
        [
            .. from kind in Enum.GetValues<AggregateKind>()
               where kind is not (AggregateKind.ConfirmedCount or AggregateKind.ConfirmedShare)
               from keys in (string[][])[["card"], ["shop"], ["card", "shop"]]
               from minutes in (int[])[8, 25]
               select new AggregateSettings
               {
                   Kind = kind, By = keys, Window = TimeSpan.FromMinutes(minutes),
                   Of = kind is AggregateKind.Count or AggregateKind.TimeSinceLast or AggregateKind.FirstSeen ? null
                       : kind is AggregateKind.Distinct or AggregateKind.Frequency ? minutes == 8 ? "shop" : "card" : "amount",
               },
        ],
    });

    // Some come late, some have a clock that is far ahead, some cannot be decoded; offsets are left out. Kafka's timestamps are arrivals.
    private static IEnumerable<FakeEvent> Events(Random random, int count, bool hasWrongClocks)
    {
        long arrival = 1_700_000_000_000;
        long offset = random.Next(2) == 0 ? 0 : 70_000;
        for (int i = 0; i < count; i++)
        {
            arrival += random.Next(2000);
            long own = arrival - (random.Next(20) == 0 ? random.Next(200_000) : random.Next(1000));
            own = hasWrongClocks && random.Next(200) == 0 ? own + 86_400_000 : own;
            string amount = random.Next(20) == 0 ? "null" : (random.Next(10_000) / 100.0).ToString(CultureInfo.InvariantCulture);
            string text = $$"""{"time": {{own}}, "card": {{(random.Next(3) == 0 ? 0 : random.Next(200))}}, "shop": "s{{random.Next(9)}}", "amount": {{amount}}}""";
            yield return new(offset, arrival, Encoding.UTF8.GetBytes(random.Next(50) == 0 ? text[..^1] : text));
            offset += random.Next(20) == 0 ? 1 + random.Next(40) : 1;
        }
    }

    private static long[] Bits(ReadOnlySpan<double> row) => [.. row.ToArray().Select(BitConverter.DoubleToInt64Bits)];

    private sealed record Life(FakeMember Source, StreamPipeline Pipeline)
    {
        public async Task EndAsync(bool isKilled)
        {
            if (isKilled)
            {
                Source.Kill();
                Pipeline.Fail(new InvalidOperationException("killed"));
                await Assert.ThrowsAsync<InvalidOperationException>(() => Pipeline.Completion.WaitAsync(Patience));
            }
            else
            {
                Pipeline.Stop();
                await Pipeline.Completion.WaitAsync(Patience);
            }

            await Pipeline.DisposeAsync();
        }
    }
}
