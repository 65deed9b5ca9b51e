using System.Globalization;
using System.Text;
using Detector.Core.Formats;
using Detector.Core.Schemas;
using Detector.Data.Files;
using Detector.Streams.Pipeline;
using Detector.Streams.Tests.State;

namespace Detector.Streams.Tests.Pipeline;

/// <summary>Aggregates in the live line.</summary>
public sealed class KeyedStateTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly Schema Keyed = new(new SchemaSettings
    {
        Fields = [new() { Name = "amount", Missing = MissingPolicy.Mean }],
        Time = "time",
        Aggregates =
        [
            .. from kind in Enum.GetValues<AggregateKind>()
               where kind is not (AggregateKind.ConfirmedCount or AggregateKind.ConfirmedShare)
               select new AggregateSettings
               {
                   Kind = kind, By = kind == AggregateKind.Count ? ["card", "shop"] : ["card"], Window = TimeSpan.FromMinutes(10),
                   Of = kind is AggregateKind.Count or AggregateKind.TimeSinceLast or AggregateKind.FirstSeen ? null
                       : kind is AggregateKind.Distinct or AggregateKind.Frequency ? "shop" : "amount",
               },
        ],
    });

    [Fact]
    public async Task LiveRowsAreThoseOfTheSameEventsInAFile()
    {
        string[] events = [.. Events(3000)];
        List<long[]> live = [];
        long[] absent = new long[Keyed.FieldCount];
        var scorer = new FakeScorer("m1")
        {
            OnScore = batch =>
            {
                live.AddRange(Enumerable.Range(0, batch.Count).Select(i => Bits(batch.Row(i).Numbers)));
                absent = [.. absent.Zip(batch.StandIns.Length == 0 ? new long[absent.Length] : batch.StandIns.ToArray(), (a, b) => a + b)];
            },
        };
        using var source = new FakeSource(events.Length, 1, i => Encoding.UTF8.GetBytes(events[i])) { AtOnce = 100 };
        var sinks = new FakeSinks();
        await using var pipeline = new StreamPipeline(
            new() { Stream = "cards", BatchSize = 64 }, Keyed, source, MessageDecoder.Create(Keyed), Serving.Of(scorer), sinks, sinks, [],
            TimeProvider.System, new FakeLog());
        pipeline.Start();
        Assert.True(source.Exhausted.WaitOne(Patience));
        pipeline.Stop();
        await pipeline.Completion.WaitAsync(Patience);

        Assert.Equal(events.Count(e => e.EndsWith('}')), live.Count);
        Assert.Equal(InFile(events), live);

        // What is absent is counted, aggregates that cannot be told yet, too.
        Assert.Equal(
            Enumerable.Range(0, Keyed.FieldCount)
                .Select(field => live.LongCount(row => double.IsNaN(BitConverter.Int64BitsToDouble(row[field])))),
            absent);
        int deviation = Keyed.Fields.ToList().FindIndex(field => field.Name.StartsWith("Deviation", StringComparison.Ordinal));
        Assert.InRange(absent[deviation], 1, live.Count - 1);
        Assert.Equal(events.Length - live.Count, sinks.DeadLetters.Count);
    }

    /// <summary>Bounds of the stream are shared: of room for all keys one partition of four has a quarter.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(4, true)]
    public async Task EachPartitionHasItsShareOfTheStreamsBounds(int partitions, bool evicts)
    {
        string[] events = [.. Events(1000)];
        var schema = new Schema(Keyed.Settings with { State = Keyed.Settings.State with { MaxKeys = 200 } });
        var topic = new FakeTopic([[.. events.Select((e, i) => new FakeEvent(i, i, Encoding.UTF8.GetBytes(e)))]]);
        topic.Wanted[0] = 0;
        using var source = new FakeMember(topic, 0, 1);
        var sinks = new FakeSinks();
        await using var pipeline = new StreamPipeline(
            new() { Stream = "cards", BatchSize = 64, State = new() { Partitions = partitions } }, schema, source,
            MessageDecoder.Create(schema), Serving.Of(new FakeScorer("m1")), sinks, sinks, [], TimeProvider.System, new FakeLog());
        pipeline.Start();
        Assert.True(SpinWait.SpinUntil(() => topic.Committed[0] == events.Length, Patience));
        pipeline.Stop();
        await pipeline.Completion.WaitAsync(Patience);
        Assert.Equal(evicts, pipeline.State!.Evicted > 0);
    }

    private static List<long[]> InFile(string[] events)
    {
        string path = Path.GetTempFileName() + ".jsonl";
        try
        {
            File.WriteAllLines(path, events);
            using var reader = new DatasetReader(Keyed, path);
            List<long[]> rows = [];
            while (reader.Next())
            {
                if (reader.Result.Ok)
                {
                    rows.Add(Bits(reader.Row.Numbers));
                }
            }

            return rows;
        }
        finally
        {
            File.Delete(path);
        }
    }

    // Some come late, some lack their amount, some are cut.
    private static IEnumerable<string> Events(int count)
    {
        var random = new Random(1);
        DateTimeOffset time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (int i = 0; i < count; i++)
        {
            time = time.AddSeconds(random.Next(4));
            DateTimeOffset own = random.Next(20) == 0 ? time.AddSeconds(-random.Next(900)) : time;
            string amount = random.Next(20) == 0 ? "null" : (random.Next(10_000) / 100.0).ToString(CultureInfo.InvariantCulture);
            string keys = $"\"card\": \"c{random.Next(30)}\", \"shop\": \"s{random.Next(5)}\"";
            string text = $$"""{"time": "{{own:o}}", {{keys}}, "amount": {{amount}}}""";
            yield return random.Next(50) == 0 ? text[..^1] : text;
        }
    }

    private static long[] Bits(ReadOnlySpan<double> row) => [.. row.ToArray().Select(BitConverter.DoubleToInt64Bits)];
}
