using System.Globalization;
using System.Text;
using Detector.Core.Alerts;
using Detector.Core.Alerts.Incidents;
using Detector.Streams.Pipeline;
using Detector.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace Detector.Streams.Tests.Pipeline;

/// <summary>Messages are a millisecond apart.</summary>
public sealed class IncidentTests : PipelineTest
{
    private static readonly PipelineOptions Options = new()
    {
        Stream = "cards", BatchSize = 16, Linger = TimeSpan.FromMilliseconds(5), DrainTimeout = Patience,
        Incident = new IncidentSettings { Gap = TimeSpan.FromMilliseconds(10), CriticalAfter = TimeSpan.FromSeconds(1) },
    };

    [Fact]
    public async Task AnIncidentHasAnAlertAtItsStartAndOneAtItsEnd()
    {
        using var source = new FakeSource(200, 1, i => i is >= 50 and < 70 && i % 3 == 0 ? Scoring(i == 60 ? 900 : 150) : Normal);
        var sinks = new FakeSinks();
        await using StreamPipeline pipeline = Start(source, sinks, Serving.Of(new FakeScorer("m1")), Options);
        await StopWhenExhausted(pipeline, source);

        Assert.Equal([IncidentState.Open, IncidentState.Closed], sinks.Alerts.Select(alert => alert.Incident!.State));
        (Alert start, Alert end) = (sinks.Alerts[0], sinks.Alerts[1]);
        Assert.Equal(AlertId.Of("cards", "events", 0, 51, 1_000_051, "key"u8.ToArray()), start.Id);
        Assert.Equal((start.Id, start.Id), (start.Incident!.Id, end.Incident!.Id));
        Assert.NotEqual(start.Id, end.Id);
        Assert.Equal(
            (1_000_051, 1_000_060, 1_000_069, 900, 7, 0.018),
            (end.Incident.Start.ToUnixTimeMilliseconds(), end.Incident.Peak.ToUnixTimeMilliseconds(),
                end.Incident.End!.Value.ToUnixTimeMilliseconds(), end.Incident.PeakScore, end.Incident.Events, end.Incident.Seconds));
        Assert.Equal((60, 900.0, Severity.Critical), (end.Offset, end.Score, end.Severity));
        Assert.Equal(200, source.StoredOf(0));
    }

    [Fact]
    public async Task OffsetsWaitForTheEndSoThatARestartTellsTheSameIncident()
    {
        byte[] Payload(int i) => i is >= 50 and < 150 ? Scoring(150) : Normal;
        var sinks = new FakeSinks();
        long stored;
        using (var cut = new FakeSource(100, 1, Payload))
        {
            await using StreamPipeline first = Start(cut, sinks, Serving.Of(new FakeScorer("m1")), Options);
            await StopWhenExhausted(first, cut);
            Assert.Equal(IncidentState.Open, Assert.Single(sinks.Alerts).Incident!.State);
            Assert.False(first.HasLeft);
            stored = cut.StoredOf(0);
        }

        Assert.InRange(stored, 0, 50);
        using var rest = new FakeSource(400, 1, i => i < stored ? Normal : Payload(i));
        await using StreamPipeline second = Start(rest, sinks, Serving.Of(new FakeScorer("m1")), Options);
        await StopWhenExhausted(second, rest);

        Assert.Single(sinks.Alerts.Select(alert => alert.Incident!.Id).Distinct());
        Assert.Equal(100, sinks.Alerts[^1].Incident!.Events);
        Assert.Equal(400, rest.StoredOf(0));
    }

    [Fact]
    public async Task ARestartAmidIncidentsThatOverlapMakesNoOthers()
    {
        // One of a goes from 50 to 80, one of b from 71 on: when a's is over, b's goes on.
        byte[] Payload(int i) => i is >= 50 and <= 80 && i % 2 == 0 || i is > 70 and < 150 && i % 2 == 1 ? Scoring(150) : Normal;
        byte[]? Key(int i) => i % 2 == 0 ? [1] : [2];
        var sinks = new FakeSinks();
        long stored;
        using (var cut = new FakeSource(120, 1, Payload) { Key = Key })
        {
            await using StreamPipeline first = Start(cut, sinks, Serving.Of(new FakeScorer("m1")), Options);
            await StopWhenExhausted(first, cut);
            Assert.Equal(3, sinks.Alerts.Count);
            stored = cut.StoredOf(0);
        }

        using var rest = new FakeSource(400, 1, i => i < stored ? Normal : Payload(i)) { Key = Key };
        await using StreamPipeline second = Start(rest, sinks, Serving.Of(new FakeScorer("m1")), Options);
        await StopWhenExhausted(second, rest);

        Assert.Equal(2, sinks.Alerts.Select(alert => alert.Incident!.Id).Distinct().Count());
        Assert.Equal(4, sinks.Alerts.Select(alert => alert.Id).Distinct().Count());
        Assert.Equal(400, rest.StoredOf(0));
    }

    [Fact]
    public async Task ASilentCamerasIncidentEnds()
    {
        var time = new FakeTimeProvider();
        using var source = new FakeSource(10, 1, i => i >= 5 ? Scoring(150) : Normal);
        var sinks = new FakeSinks();
        await using StreamPipeline pipeline = Start(source, sinks, Serving.Of(new FakeScorer("m1")), Options with { BatchSize = 5 }, time);
        Assert.True(await sinks.Arrived.WaitAsync(Patience));
        while (!await sinks.Arrived.WaitAsync(TimeSpan.FromMilliseconds(10)))
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(IncidentState.Closed, sinks.Alerts[^1].Incident!.State);
        await Eventually.Holds(() => source.StoredOf(0) == 10, "its offsets wait for it no longer"); // a stop would not wait for that
        await StopWhenExhausted(pipeline, source);
        Assert.Equal(10, source.StoredOf(0));
    }

    private static byte[] Scoring(int score) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"value": {{score}}}"""));
}
