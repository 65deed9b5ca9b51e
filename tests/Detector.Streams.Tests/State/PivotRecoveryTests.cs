using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Detector.Core.Batches;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.State;
using Detector.Streams.Pipeline;
using Detector.Streams.Tests.Pipeline;

namespace Detector.Streams.Tests.State;

/// <summary>
/// Rows of messages with one metric each, in members that are killed, stop and hand partitions on at random points: each row is scored,
/// with the values, the aggregates and the sequence of a run that never stopped. (What such a run makes, a model in Core's tests says.)
/// In the last case snapshots are in a topic, whose writers are cut off now and then.
/// </summary>
public sealed class PivotRecoveryTests : IDisposable
{
    private const int Partitions = 2;
    private const int EventsEach = 3000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("detector-pivot-").FullName;
    private readonly ConcurrentDictionary<(int Partition, long Offset), long[]> _rows = new();
    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly HashSet<long> _buried = [];
    private readonly FakeLog _log = new();
    private FakeChangelog? _changelog;
    private WindowSettings _window = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task RowsAreThoseOfARunThatNeverStopped(int seed)
    {
        var random = new Random(seed);
        _window = seed == 1 ? new() : new() { Steps = 3, Gap = seed == 2 ? TimeSpan.FromSeconds(40) : TimeSpan.Zero };
        _changelog = seed == 4 ? new FakeChangelog() : null;
        Schema schema = Pivoted(seed);
        var topic = new FakeTopic([.. Enumerable.Range(0, Partitions).Select(_ => Events(random).ToArray())]);
        (Dictionary<(int, long), long[]> wanted, HashSet<(int, long)> unmade) = Undisturbed(schema, topic);
        for (int life = 0; !IsDone(topic); life++)
        {
            Assert.True(life < 100, "it never ends");
            _changelog?.Room = random.Next(2) == 0 ? random.Next(30) : int.MaxValue;
            (FakeMember Source, StreamPipeline Pipeline, FakeSinks Sinks)[] members =
                [Begin(schema, topic, 0, random, life), Begin(schema, topic, 1, random, life)];
            for (int round = 0; round < 3 && !IsDone(topic); round++)
            {
                lock (topic.Gate)
                {
                    for (int partition = 0; partition < Partitions; partition++)
                    {
                        topic.Wanted[partition] = random.Next(2);
                    }
                }

                (int before, int more) = (_rows.Count, random.Next(200));
                Assert.True(SpinWait.SpinUntil(() => _rows.Count >= before + more || IsDone(topic), Patience));
            }

            foreach ((FakeMember source, StreamPipeline pipeline, FakeSinks sinks) in members)
            {
                if (random.Next(2) == 0)
                {
                    source.Kill();
                    pipeline.Fail(new InvalidOperationException("killed"));
                }
                else
                {
                    pipeline.Stop();
                }

                await pipeline.Completion.WaitAsync(Patience).ContinueWith(_ => { }, TaskScheduler.Default);
                await pipeline.DisposeAsync();
                sinks.DeadLetters.ForEach(letter => _ = _buried.Add(letter.Offset));
            }

            lock (topic.Gate)
            {
                Array.Fill(topic.Owner, -1);
                Array.Fill(topic.Wanted, -1);
            }

            foreach (string file in Directory.GetFiles(_folder).Where(_ => random.Next(4) == 0))
            {
                File.Delete(file);
            }
        }

        Assert.Empty(_wrong);
        Assert.Equal(wanted.Keys.Order(), _rows.Keys.Order());
        Assert.All(wanted, row => Assert.Equal(row.Value, _rows[row.Key]));
        Assert.Contains(wanted.Values, row => row.Any(bits => double.IsNaN(BitConverter.Int64BitsToDouble(bits))));
        Assert.NotEmpty(unmade);
        Assert.Contains(_log.Lines, line => line.Contains("is rebuilt from its snapshot", StringComparison.Ordinal));
        Assert.Superset(unmade.Select(one => one.Item2).ToHashSet(), _buried);
    }

    private (FakeMember Source, StreamPipeline Pipeline, FakeSinks Sinks) Begin(
        Schema schema, FakeTopic topic, int number, Random random, int life)
    {
        var source = new FakeMember(topic, number, random.Next());
        var sinks = new FakeSinks();
        var scorer = new FakeScorer("m1")
        {
            OnScore = batch =>
            {
                for (int i = 0; i < batch.Count; i++)
                {
                    Note((batch.Partition(i).Partition, batch.Offset(i)), Bits(batch, i));
                }
            },
        };

        // A batch has fewer places than rows are over at once.
        var options = new PipelineOptions
        {
            Stream = "hosts", BatchSize = 8, Linger = TimeSpan.FromMilliseconds(1), SnapshotInterval = TimeSpan.FromMilliseconds(1),
            Snapshots = life % 3 == 2 || _changelog is not null ? null : _folder, Window = _window,
        };
        var pipeline = new StreamPipeline(
            options, schema, source, MessageDecoder.Create(schema), Serving.Of(scorer), sinks, sinks, [], TimeProvider.System,
            _log, changelog: _changelog);
        pipeline.Start();
        return (source, pipeline, sinks);
    }

    private void Note((int Partition, long Offset) place, long[] row)
    {
        if (!_rows.TryAdd(place, row) && !row.AsSpan().SequenceEqual(_rows[place]))
        {
            _wrong.Enqueue($"{place}, which came again");
        }
    }

    private static bool IsDone(FakeTopic topic)
    {
        lock (topic.Gate)
        {
            return Enumerable.Range(0, Partitions).All(partition => topic.Committed[partition] == topic.End(partition));
        }
    }

    private (Dictionary<(int Partition, long Offset), long[]> Rows, HashSet<(int Partition, long Offset)> Unmade) Undisturbed(
        Schema schema, FakeTopic topic)
    {
        var stage = new RowStage(schema, _window);
        IMessageDecoder decoder = MessageDecoder.Create(schema);
        double[] decoded = new double[stage.DecodedCount];
        var batch = new Batch(1, schema.FieldCount);
        (Dictionary<(int, long), long[]> rows, HashSet<(int, long)> unmade) = ([], []);
        for (int p = 0; p < Partitions; p++)
        {
            foreach (FakeEvent e in topic.Partitions[p].Where(e => decoder.Decode(e.Payload, decoded).Ok))
            {
                Assert.True(decoder.Decode(e.Payload, decoded).Ok);
                var message = new PivotMessage
                {
                    Offset = e.Offset, QueuedMs = e.QueuedMs, TimeMs = decoder.TimeMs, Key = decoder.Key, HasKey = true, Decoded = decoded,
                };
                while (stage.TryPivot(FakeTopic.Name(p), message, out PivotRow made))
                {
                    if (!made.Result.Ok)
                    {
                        unmade.Add((p, made.Offset));
                        continue;
                    }

                    stage.Widen(FakeTopic.Name(p), e.Offset, made.TimeMs, made.Values, batch.NextRow.Numbers);
                    stage.Follow(FakeTopic.Name(p), e.Offset, made.TimeMs, made.Key, batch.NextRow.Numbers, batch);
                    batch.Add(FakeTopic.Name(p), made.Offset, 0, 0, default);
                    rows.Add((p, made.Offset), Bits(batch, 0));
                    batch.Clear();
                }
            }
        }

        return (rows, unmade);
    }

    private static Schema Pivoted(int seed) => new(new SchemaSettings
    {
        Key = "host",
        Time = "time",
        Pivot = new() { Metric = "name", Value = "value", Interval = TimeSpan.FromSeconds(5) },
        Fields =
        [
            new() { Name = "cpu" }, new() { Name = "load", Missing = MissingPolicy.Mean },
            new() { Name = "disk", Path = "disk.free", Missing = MissingPolicy.Constant, Constant = "7" },
            new() { Name = "hour", Kind = FieldKind.TimeOfDay },
        ],
        State = new() { AllowedLateness = TimeSpan.FromSeconds(10 * (seed % 3)) },
        Aggregates = seed == 3 ? [] :
        [
            new() { Kind = AggregateKind.Mean, By = ["host"], Of = "cpu", Window = TimeSpan.FromMinutes(2) },
            new() { Kind = AggregateKind.Count, By = ["host"], Window = TimeSpan.FromMinutes(5) },
        ],
    });

    private static IEnumerable<FakeEvent> Events(Random random)
    {
        (long arrival, long offset) = (1_700_000_000_000, random.Next(1000));
        string[] names = ["cpu", "cpu", "load", "disk.free", "other"];
        for (int i = 0; i < EventsEach; i++)
        {
            arrival += random.Next(300) == 0 ? 60_000 : random.Next(600);
            long own = arrival - random.Next(random.Next(20) == 0 ? 30_000 : 3000);
            string text = string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                {"time": {{own}}, "host": "h{{random.Next(4)}}", "name": "{{names[random.Next(5)]}}", "value": {{random.Next(100)}}}
                """);
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
}
