using System.Text;
using System.Text.Json;
using Detector.Core.Alerts;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Scoring;
using Detector.Core.Sources;
using Detector.Streams.Pipeline;
using Microsoft.Extensions.Time.Testing;

namespace Detector.Streams.Tests.Pipeline;

public sealed class StreamPipelineTests : PipelineTest
{
    [Theory, InlineData(1), InlineData(100), InlineData(10_000)]
    public async Task EveryEventIsScoredAndEveryOffsetStored(int atOnce)
    {
        using var source = new FakeSource(10_000, 3, i => i % 1000 == 7 ? Strange : Normal) { AtOnce = atOnce };
        var sinks = new FakeSinks();
        await using StreamPipeline pipeline = Start(source, sinks);
        await StopWhenExhausted(pipeline, source);

        Assert.Equal(10_000, Observer.Published);
        Assert.Equal([3334, 3333, 3333], Enumerable.Range(0, 3).Select(source.StoredOf));
        Assert.True(source.Closed);
        Assert.False(pipeline.HasLeft);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (i * 1000 + 7) / 3L), sinks.Alerts.Select(alert => alert.Offset));
        Assert.All(sinks.Alerts, alert =>
            Assert.Equal(("key", 1000.0, "m1", "events"), (alert.Key, alert.Score, alert.ModelVersion, alert.Topic)));
        Assert.Equal(sinks.Alerts.Count, sinks.Alerts.Select(alert => alert.Id).Distinct().Count());
    }

    /// <summary>Forwarded once more it stands elsewhere, and has the same id: that of where it came from.</summary>
    [Fact]
    public async Task AnAlertOfAForwardedEventIsNamedByItsOrigin()
    {
        using var source = new FakeSource(2, 1, _ => Strange) { Origin = i => i == 0 ? new("payments", 3, 70) : null };
        var sinks = new FakeSinks();
        await using StreamPipeline pipeline = Start(source, sinks);
        await StopWhenExhausted(pipeline, source);
        Assert.Equal(
            [
                (AlertId.Of("cards", "payments", 3, 70, 1_000_000, "key"u8.ToArray()), 0, new EventOrigin("payments", 3, 70)),
                (AlertId.Of("cards", "events", 0, 1, 1_000_001, "key"u8.ToArray()), 1, null),
            ],
            sinks.Alerts.Select(alert => (alert.Id, (int)alert.Offset, alert.Origin)));
        Assert.EndsWith(
            "\"origin\":{\"topic\":\"payments\",\"partition\":3,\"offset\":70}",
            JsonSerializer.Serialize(sinks.Alerts[0], AlertJson.Default.Alert).Split(",\"features\"")[0]);
    }

    [Fact]
    public async Task AnAlertThatIsNotAcknowledgedHoldsItsOffsetAndAllThatFollow()
    {
        using var source = new FakeSource(100, 1, i => i == 50 ? Strange : Normal);
        var sinks = new FakeSinks(acknowledge: false);
        await using StreamPipeline pipeline = Start(source, sinks, batchSize: 10);
        await sinks.Arrived.WaitAsync(Patience);
        for (int batch = 0; batch < 10; batch++)
        {
            Assert.True(await Observer.BatchDone.WaitAsync(Patience));
        }

        Assert.True(source.StoredOf(0) <= 50, $"stored {source.StoredOf(0)} before the alert of offset 50 was acknowledged");
        sinks.AcknowledgeOne();
        await StopWhenExhausted(pipeline, source);
        Assert.Equal(100, source.StoredOf(0));
    }

    [Fact]
    public async Task AMessageThatCannotBeDecodedGoesToTheDeadLettersAndHoldsItsOffset()
    {
        using var source = new FakeSource(100, 1, i => i == 99 ? Broken : Normal);
        var sinks = new FakeSinks(acknowledge: false);
        await using StreamPipeline pipeline = Start(source, sinks);
        Assert.True(await sinks.Arrived.WaitAsync(Patience));

        (long offset, DecodeErrorKind kind, string reason) = Assert.Single(sinks.DeadLetters);
        Assert.Equal((99, DecodeErrorKind.Malformed), (offset, kind));
        Assert.NotEmpty(reason);
        Assert.True(source.StoredOf(0) <= 99);
        sinks.AcknowledgeOne();
        await StopWhenExhausted(pipeline, source);
        Assert.Equal(100, source.StoredOf(0));
        Assert.Equal(99, Observer.Published);
    }

    [Fact]
    public async Task ABatchOfDeadLettersAloneIsStoredToo()
    {
        using var source = new FakeSource(5, 1, _ => Broken);
        var sinks = new FakeSinks();
        await using StreamPipeline pipeline = Start(source, sinks);
        await StopWhenExhausted(pipeline, source);
        Assert.Equal(5, sinks.DeadLetters.Count);
        Assert.Equal(5, source.StoredOf(0));
    }

    [Fact]
    public async Task AnAlertHasItsEventsKeyByteForByteAndAnIdOfItsOwn()
    {
        byte[]?[] keys = [null, [], [0xFF, 0x00], "card"u8.ToArray()];
        using var source = new FakeSource(4, 1, _ => Strange) { Key = i => keys[i] };
        var sinks = new FakeSinks();
        await using StreamPipeline pipeline = Start(source, sinks);
        await StopWhenExhausted(pipeline, source);
        Assert.Equal(keys, sinks.Alerts.Select(alert => alert.KeyBytes));
        Assert.Equal([null, "", "\uFFFD\0", "card"], sinks.Alerts.Select(alert => alert.Key));
        Assert.Equal([1_000_000L, 1_000_001, 1_000_002, 1_000_003], sinks.Alerts.Select(alert => alert.TimestampMs));
        Assert.Equal(
            Enumerable.Range(0, 4).Select(i => AlertId.Of("cards", "events", 0, i, 1_000_000 + i, keys[i])),
            sinks.Alerts.Select(alert => alert.Id));
    }

    [Fact]
    public async Task AnAlertPassesColumnsOfItsOwnMessageThrough()
    {
        string huge = new('é', 2000);
        byte[] Message(int i) => Encoding.UTF8.GetBytes(i % 3 == 0 ? "{\"value\": 1}" : i % 3 == 1
            ? $"{{\"value\": 1000, \"id\": {i}, \"place\": {{\"name\": null}}}}"
            : $"{{\"id\": [{i}], \"value\": 1000, \"text\": \"{huge}\"}}");
        using var source = new FakeSource(300, 1, Message);
        var sinks = new FakeSinks();
        await using StreamPipeline pipeline = Start(source, sinks, Serving.Of(new FakeScorer("m1")),
            include: ["id", "place.name", "text"]);
        await StopWhenExhausted(pipeline, source);

        Assert.Equal(200, sinks.Alerts.Count);
        Assert.All(sinks.Alerts, alert => Assert.Equal(
            alert.Offset % 3 == 1 ? $"id={alert.Offset} place.name=" : $"id=[{alert.Offset}] text={huge[..1000]}…",
            string.Join(' ', alert.Included!.Select(column => $"{column.Key}={column.Value}"))));
        Assert.All(sinks.Alerts, alert => Assert.Equal([new ScorePart("residual", 1000, "rebuilt badly")], alert.Parts!));
    }

    [Fact]
    public async Task WhatIsAcknowledgedWhenItsPartitionIsLostIsNotStored()
    {
        var sinks = new FakeSinks(acknowledge: false);
        FakeSource? source = null;
        bool isLost = false;
        using (source = new FakeSource(10, 1, i => i == 5 ? Strange : Normal)
        {
            BeforeRead = read =>
            {
                if (read == 10 && !isLost)
                {
                    isLost = true;
                    Assert.True(sinks.Arrived.Wait(Patience));
                    source!.Handler!.Lost([new TopicPartition(0, 0)]);
                    sinks.AcknowledgeOne();
                }
            },
        })
        {
            await using StreamPipeline pipeline = Start(source, sinks, batchSize: 1);
            await StopWhenExhausted(pipeline, source);
            Assert.InRange(source.StoredOf(0), 0, 5);
        }
    }

    [Fact]
    public async Task AStopHasOneDeadlineAndLeavesWhatCouldNotBeDelivered()
    {
        var time = new FakeTimeProvider();
        using var source = new FakeSource(10, 1, i => i < 5 ? Normal : Strange);
        var sinks = new FakeSinks(acknowledge: false) { MostAlerts = 2 };
        await using StreamPipeline pipeline = Start(source, sinks, batchSize: 1, time: time);
        for (int i = 0; i < 2; i++)
        {
            Assert.True(await sinks.Arrived.WaitAsync(Patience));
        }

        pipeline.Stop();
        time.Advance(TimeSpan.FromSeconds(20));
        await pipeline.Completion.WaitAsync(Patience);
        Assert.True(source.Closed);
        Assert.True(pipeline.HasLeft);
        Assert.Equal(5, source.StoredOf(0));
        Assert.Contains(Log.Warnings, line => line.Contains($"{source.ReadCount - 5} events in flight", StringComparison.Ordinal));
        Assert.Single(Log.Warnings);
    }

    [Fact]
    public async Task PartitionsAreGivenUpOnlyWhenWhatIsInFlightIsStored()
    {
        long storedAtRevoke = -1;
        FakeSource? source = null;
        using (source = new FakeSource(100, 1, _ => Normal)
        {
            BeforeRead = read =>
            {
                if (read == 55 && storedAtRevoke < 0)
                {
                    source!.Revoke();
                    storedAtRevoke = source.StoredOf(0);
                }
            },
        })
        {
            await using StreamPipeline pipeline = Start(source, new FakeSinks(), batchSize: 10);
            await StopWhenExhausted(pipeline, source);
            Assert.Equal(55, storedAtRevoke);
        }
    }
}
