using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Detector.Core.Batches;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Sources;
using Detector.Core.State;
using Detector.Streams.Pipeline;
using Detector.Streams.Settings;
using Detector.Streams.Tests.Pipeline;

namespace Detector.Streams.Tests.State;

/// <summary>
/// Members of a group share a topic's partitions, hand them on, stop and are killed, at random points; snapshots are there or not, old,
/// damaged or of other events: each event's row, and the sequence that it ends, is, bit for bit, that of a run that never stopped.
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
    private WindowSettings _window = new();
    private StateStoreSettings _state = new();
    private FakeVerdicts? _verdicts;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public Task RowsAreThoseOfARunThatNeverStopped(int seed) => CompareAsync(seed);

    /// <summary>The same where aggregates count verdicts, in each of their forms.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public Task RowsWithVerdictsAreThoseOfARunThatNeverStopped(int seed) => CompareAsync(seed);

    /// <summary>The same where messages were forwarded, some of them twice: a repeat is no event.</summary>
    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    public Task RowsOfForwardedEventsAreThoseOfEachOnce(int seed)
    {
        _state = new() { Repartition = new() };
        return CompareAsync(seed);
    }

    private async Task CompareAsync(int seed)
    {
        var random = new Random(seed);
        Schema schema = Keyed(seed);
        _window = seed switch
        {
            2 => new() { Steps = 4 },
            3 => new() { Steps = 5, Gap = TimeSpan.FromSeconds(30) },
            4 => new() { Steps = 6, Stride = 2, Of = SequenceOf.Partition, UntilFull = UntilFull.Wait },
            _ => new(),
        };
        FakeEvent[][] events = [.. Enumerable.Range(0, Partitions).Select(_ => Events(random, EventsEach, seed % 2 == 0).ToArray())];
        events = _state.Repartition is null ? events : [.. events.Select(partition => FakeTopic.Forward(partition, random).ToArray())];
        var topic = new FakeTopic(events);
        _verdicts = seed is < 5 or > 7 ? null : new FakeVerdicts(topic, (LabelForm)(seed - 5), random);
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

    /// <summary>
    /// The windows reach back further than a look at the latest events: those from there on are read again, and nothing else. While no
    /// broker says where that is, nothing goes on.
    /// </summary>
    [Fact]
    public async Task WithoutASnapshotTheTopicIsReadBackToTheLongestWindow()
    {
        Schema schema = Keyed(1);
        FakeTopic topic = Topic(8000, committed: 7000);
        Life life = Begin(schema, topic, 0, new Random(1), life: 2, knowsTimes: false);
        topic.Wanted[0] = 0;
        Assert.True(SpinWait.SpinUntil(() => life.Source.Questions > 3, Patience));
        Assert.Equal(1, life.Pipeline.State!.Restoring);
        Assert.Empty(_rows);
        life.Source.KnowsTimes = true;
        await FinishAsync(life, topic);

        AssertRows(schema, topic, from: 7000);
        (int _, long from) = Assert.Single(life.Source.Seeks);
        Assert.InRange(from, 4000, 6000);
        Assert.Equal(0, from % RowStage.ClockBlock);
        Assert.Equal(0, life.Pipeline.State!.Restoring + life.Pipeline.State.Gaps);
    }

    /// <summary>What is there is what there is to go on from, and it is said that it is not all.</summary>
    [Fact]
    public async Task WhatRetentionRemovedIsSaidAndTheStreamGoesOn()
    {
        Schema schema = Keyed(1);
        FakeTopic topic = Topic(3000, committed: 2500);
        topic.Low[0] = 2000;
        Life life = Begin(schema, topic, 0, new Random(1), life: 2);
        topic.Wanted[0] = 0;
        await FinishAsync(life, topic);

        Dictionary<long, long[]> whole = Undisturbed(schema, topic)[FakeTopic.Name(0)];
        Assert.Equal(whole.Keys.Where(offset => offset >= 2500).Order(), _rows[FakeTopic.Name(0)].Keys.Order());
        Assert.Equal(1, life.Pipeline.State!.Gaps);
        Assert.Contains(_log.Warnings, line => line.Contains("no longer has all events of events/0", StringComparison.Ordinal));
    }

    /// <summary>All that was done is gone from the topic, so that no event shows that nothing is missing: the source says so.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task APartitionOfWhichNothingIsLeftGoesOn(bool hasNew)
    {
        Schema schema = Keyed(1);
        FakeTopic topic = Topic(2000, committed: 1900);
        topic.Low[0] = hasNew ? 1900 : 2000;
        Life life = Begin(schema, topic, 0, new Random(1), life: 2);
        topic.Wanted[0] = 0;
        Assert.True(SpinWait.SpinUntil(() => life.Source.Begins.Count > 0 && life.Pipeline.State!.Restoring == 0, Patience));
        await FinishAsync(life, topic, stopAtEnd: hasNew);
        Assert.Equal(hasNew ? 100 : 0, _rows.Values.Sum(rows => rows.Count));
    }

    /// <summary>A topic of the same name, made anew while nobody read it: the snapshot of the old one is not believed.</summary>
    [Fact]
    public async Task ASnapshotOfAnotherTopicIsRefused()
    {
        Schema schema = Keyed(1);
        FakeTopic old = Topic(1500, committed: -1);
        Life life = Begin(schema, old, 0, new Random(1), life: 0);
        old.Wanted[0] = 0;
        await FinishAsync(life, old);
        Assert.Contains(Directory.GetFiles(_folder), file => file.EndsWith("events-0-1500.state", StringComparison.Ordinal));
        _rows.Clear();

        FakeTopic anew = Topic(2000, committed: 1500, seed: 77);
        life = Begin(schema, anew, 0, new Random(1), life: 0);
        anew.Wanted[0] = 0;
        await FinishAsync(life, anew);
        AssertRows(schema, anew, from: 1500);
        Assert.Contains(_log.Warnings, line => line.Contains("the event at its offset is another one", StringComparison.Ordinal));
    }

    private static FakeTopic Topic(int count, long committed, int seed = 5)
    {
        var random = new Random(seed);
        var topic = new FakeTopic([[.. Events(random, count, hasWrongClocks: false).Select((e, i) => e with { Offset = i })]]);
        topic.Committed[0] = committed;
        return topic;
    }

    private static async Task FinishAsync(Life life, FakeTopic topic, bool stopAtEnd = true)
    {
        Assert.True(!stopAtEnd || SpinWait.SpinUntil(() => IsDone(topic), Patience));
        await life.EndAsync(isKilled: false);
    }

    private void AssertRows(Schema schema, FakeTopic topic, long from)
    {
        Dictionary<long, long[]> wanted = Undisturbed(schema, topic)[FakeTopic.Name(0)];
        Assert.Equal(wanted.Keys.Where(offset => offset >= from).Order(), _rows[FakeTopic.Name(0)].Keys.Order());
        Assert.All(_rows[FakeTopic.Name(0)], row => Assert.Equal(wanted[row.Key], row.Value));
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

    private Life Begin(Schema schema, FakeTopic topic, int number, Random random, int life, bool knowsTimes = true)
    {
        var source = new FakeMember(topic, number, random.Next()) { KnowsTimes = knowsTimes };
        var sinks = new FakeSinks();
        var scorer = new FakeScorer("m1")
        {
            OnScore = batch =>
            {
                for (int i = 0; i < batch.Count; i++)
                {
                    Note(batch.Partition(i), batch.Offset(i), Bits(batch, i));
                }
            },
        };
        var options = new PipelineOptions
        {
            Stream = "cards", BatchSize = 50, Linger = TimeSpan.FromMilliseconds(1), SnapshotInterval = TimeSpan.FromMilliseconds(1),
            Snapshots = life % 3 == 2 ? null : _folder, Window = _window, Labels = _verdicts?.Settings ?? new(),
            State = _state,
        };
        var pipeline = new StreamPipeline(
            options, schema, source, MessageDecoder.Create(schema), Serving.Of(scorer), sinks, sinks, [], TimeProvider.System, _log,
            _verdicts?.Reader());
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
            return Enumerable.Range(0, topic.Partitions.Length).All(partition => topic.Committed[partition] == topic.End(partition));
        }
    }

    private Dictionary<TopicPartition, Dictionary<long, long[]>> Undisturbed(Schema schema, FakeTopic topic)
    {
        var stage = new RowStage(schema, _window);
        IMessageDecoder decoder = MessageDecoder.Create(schema);
        double[] decoded = new double[stage.DecodedCount];
        var batch = new Batch(1, schema.FieldCount);
        var all = new Dictionary<TopicPartition, Dictionary<long, long[]>>();
        for (int p = 0; p < topic.Partitions.Length; p++)
        {
            TopicPartition partition = FakeTopic.Name(p);
            all[partition] = [];
            var seen = new HashSet<EventOrigin>();
            foreach (FakeEvent e in topic.Partitions[p])
            {
                if ((e.Origin is not { } origin || seen.Add(origin)) && decoder.Decode(e.Payload, decoded).Ok)
                {
                    stage.Widen(partition, e.Offset, decoder.TimeMs, decoded, batch.NextRow.Numbers);
                    if (_verdicts?.Known.TryGetValue((partition, e.Offset), out (long TimeMs, bool IsAnomaly) verdict) == true)
                    {
                        stage.Judge(partition, verdict.TimeMs, decoded, verdict.IsAnomaly);
                    }

                    if (stage.Follow(partition, e.Offset, decoder.TimeMs, decoder.Key, batch.NextRow.Numbers, batch))
                    {
                        batch.Add(partition, e.Offset, 0, 0, default);
                        all[partition][e.Offset] = Bits(batch, 0);
                        batch.Clear();
                    }
                }
            }
        }

        return all;
    }

    // Windows of 500 and of 1500 events or so, which a look at the latest does not reach.
    private static Schema Keyed(int seed) => new(new SchemaSettings
    {
        Fields = [new() { Name = "amount", Missing = MissingPolicy.Mean }],
        Key = "card",
        Time = "time",
        State = new() { AllowedLateness = TimeSpan.FromMinutes(seed % 3), EventsPerKey = seed % 2 == 0 ? 1024 : 32 },
        Aggregates =
        [
            .. from kind in Enum.GetValues<AggregateKind>()
               let isOfVerdicts = kind is AggregateKind.ConfirmedCount or AggregateKind.ConfirmedShare
               where (seed is < 5 or > 7 ? !isOfVerdicts : isOfVerdicts || kind is AggregateKind.Count)
               from keys in (string[][])[["card"], ["shop"], ["card", "shop"]]
               from minutes in (int[])[8, 25]
               select new AggregateSettings
               {
                   Kind = kind, By = keys, Window = TimeSpan.FromMinutes(minutes),
                   Of = isOfVerdicts || kind is AggregateKind.Count or AggregateKind.TimeSinceLast or AggregateKind.FirstSeen ? null
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
            int card = random.Next(3) == 0 ? 0 : random.Next(200);
            string text = $$"""{"time": {{own}}, "card": {{card}}, "shop": "s{{random.Next(9)}}", "amount": {{amount}}}""";
            yield return new(offset, arrival, Encoding.UTF8.GetBytes(random.Next(50) == 0 ? text[..^1] : text)) { TimeMs = own };
            offset += random.Next(20) == 0 ? 1 + random.Next(40) : 1;
        }
    }

    private long[] Bits(Batch batch, int index)
    {
        double[] sample = new double[_window.Steps * batch.FieldCount];
        batch.CopySample(index, _window.Stride, sample);
        return [.. sample.Select(BitConverter.DoubleToInt64Bits)];
    }

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
