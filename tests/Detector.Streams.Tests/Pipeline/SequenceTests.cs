using System.Globalization;
using System.Text;
using Detector.Core.Batches;
using Detector.Core.Formats;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Data.Files;
using Detector.Streams.Pipeline;

namespace Detector.Streams.Tests.Pipeline;

/// <summary>
/// Sequences in the live line are those of the same events in a file, for the scorer and for whoever explains; what waits is not lost.
/// </summary>
public sealed class SequenceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(7, 1, SequenceOf.Key, UntilFull.Pad, 0, true)]
    [InlineData(3, 4, SequenceOf.Key, UntilFull.Pad, 30, true)]
    [InlineData(5, 1, SequenceOf.Partition, UntilFull.Wait, 0, false)]
    [InlineData(4, 1, SequenceOf.Key, UntilFull.Wait, 20, true)]
    public async Task LiveSequencesAreThoseOfTheSameEventsInAFile(
        int steps, int stride, SequenceOf of, UntilFull untilFull, int gap, bool isTimed)
    {
        var window = new WindowSettings
        {
            Steps = steps, Stride = stride, Of = of, UntilFull = untilFull, Gap = TimeSpan.FromSeconds(gap),
        };
        var schema = new Schema(new SchemaSettings
        {
            Fields = [new() { Name = "load" }, new() { Name = "amount", Missing = MissingPolicy.Mean }],
            Key = "host",
            Time = isTimed ? "time" : null,
            Aggregates = isTimed ? [new() { Kind = AggregateKind.Count, By = ["host"], Window = TimeSpan.FromMinutes(1) }] : [],
        });
        string[] events = [.. Events(2000)];
        List<string> live = [];
        List<string> explained = [];
        FakeScorer Seen(List<string> into) => new("m1")
        {
            OnScore = batch => into.AddRange(Enumerable.Range(0, batch.Count).Select(i => Sample(batch, i, window, schema.FieldCount))),
        };
        using var source = new FakeSource(events.Length, 1, i => Encoding.UTF8.GetBytes(events[i])) { AtOnce = 50 };
        var sinks = new FakeSinks();
        await using var pipeline = new StreamPipeline(
            new() { Stream = "hosts", BatchSize = 16, Window = window }, schema, source, MessageDecoder.Create(schema),
            new ServingModel(Seen(live), Seen(explained), Serving.Rule(-1)) { Created = DateTimeOffset.UnixEpoch }, sinks, sinks, [],
            TimeProvider.System, new FakeLog());
        pipeline.Start();
        Assert.True(source.Exhausted.WaitOne(Patience));
        pipeline.Stop();
        await pipeline.Completion.WaitAsync(Patience);

        List<string> inFile = [];
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.jsonl");
        try
        {
            File.WriteAllLines(path, events);
            new FileScorer(schema, window, Seen(inFile)).Run(path, null, new RejectedRows(), _ => { }, _ => { }, CancellationToken.None);
        }
        finally
        {
            File.Delete(path);
        }

        Assert.Equal(inFile, live);
        Assert.Equal(live, explained);
        Assert.Equal(events.Length, source.StoredOf(0));
        int good = events.Count(e => e.EndsWith('}'));
        Assert.Equal(events.Length - good, sinks.DeadLetters.Count);
        Assert.True(untilFull == UntilFull.Pad ? live.Count == good : live.Count is > 100 && live.Count < good, $"{live.Count} of {good}");
    }

    private static string Sample(Batch batch, int index, WindowSettings window, int fields)
    {
        double[] sample = new double[window.Steps * fields];
        batch.CopySample(index, window.Stride, sample);
        return $"{batch.Offset(index)}: {string.Join(' ', sample.Select(number => number.ToString("R", CultureInfo.InvariantCulture)))}";
    }

    // Some come late, some lack their amount, some are cut.
    private static IEnumerable<string> Events(int count)
    {
        var random = new Random(1);
        DateTimeOffset time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (int i = 0; i < count; i++)
        {
            time = time.AddSeconds(random.Next(4));
            DateTimeOffset own = random.Next(10) == 0 ? time.AddSeconds(-random.Next(random.Next(2) == 0 ? 20 : 900)) : time;
            string amount = random.Next(20) == 0 ? "null" : "1";
            string text = $$"""{"time": "{{own:o}}", "host": "h{{random.Next(5)}}", "amount": {{amount}}, "load": {{i}}}""";
            yield return random.Next(50) == 0 ? text[..^1] : text;
        }
    }
}
