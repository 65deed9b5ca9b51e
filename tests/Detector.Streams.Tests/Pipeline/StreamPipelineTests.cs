using System.Text;
using Detector.Core.Alerts;
using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Models.Settings;
using Detector.Models.Training;
using Detector.Streams.Observers;
using Detector.Streams.Pipeline;
using Microsoft.Extensions.Time.Testing;

namespace Detector.Streams.Tests.Pipeline;

[Collection(ProcessState.Name)] // counts what the whole process allocates
public sealed class StreamPipelineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly byte[] Normal = """{"value": 1}"""u8.ToArray();
    private static readonly byte[] Strange = """{"value": 1000}"""u8.ToArray();
    private static readonly byte[] Broken = """{"value": """u8.ToArray();

    private readonly FakeObserver _observer = new();
    private readonly FakeLog _log = new();

    private static Schema OneField { get; } = new(new SchemaSettings { Fields = [new FieldSettings { Name = "value" }] });

    [Theory, InlineData(1), InlineData(100), InlineData(10_000)]
    public async Task EveryEventIsScoredAndEveryOffsetStored(int atOnce)
    {
        using var source = new FakeSource(10_000, 3, i => i % 1000 == 7 ? Strange : Normal) { AtOnce = atOnce };
        var sinks = new FakeSinks();
        await using StreamPipeline pipeline = Start(source, sinks);
        await StopWhenExhausted(pipeline, source);

        Assert.Equal(10_000, _observer.Published);
        Assert.Equal([3334, 3333, 3333], Enumerable.Range(0, 3).Select(source.StoredOf));
        Assert.True(source.Closed);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (i * 1000 + 7) / 3L), sinks.Alerts.Select(alert => alert.Offset));
        Assert.All(sinks.Alerts, alert => Assert.Equal(("key", 1000.0, "m1", "events"), (alert.Key, alert.Score, alert.ModelVersion, alert.Topic)));
        Assert.Equal(sinks.Alerts.Count, sinks.Alerts.Select(alert => alert.Id).Distinct().Count());
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
            Assert.True(await _observer.BatchDone.WaitAsync(Patience));
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
        Assert.Equal(99, _observer.Published);
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
            Enumerable.Range(0, 4).Select(i => AlertId.Of("cards", "events", 0, i, 1_000_000 + i, keys[i])), sinks.Alerts.Select(alert => alert.Id));
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
        await using StreamPipeline pipeline = Start(source, sinks, Serving.Of(new FakeScorer("m1")), include: ["id", "place.name", "text"]);
        await StopWhenExhausted(pipeline, source);

        Assert.Equal(200, sinks.Alerts.Count);
        Assert.All(sinks.Alerts, alert => Assert.Equal(
            alert.Offset % 3 == 1 ? $"id={alert.Offset} place.name=" : $"id=[{alert.Offset}] text={huge[..1000]}…",
            string.Join(' ', alert.Included!.Select(column => $"{column.Key}={column.Value}"))));
        Assert.All(sinks.Alerts, alert => Assert.Equal([new ScorePart("residual", 1000, "rebuilt badly")], alert.Parts!));
    }

    [Fact]
    public async Task DeadLettersThatWaitLeaveTheStreamAMemberOfItsGroup()
    {
        using var source = new FakeSource(100, 1, i => i < 50 ? Broken : Normal);
        var sinks = new FakeSinks(acknowledge: false) { MostDeadLetters = 3 };
        await using StreamPipeline pipeline = Start(source, sinks, pauseAfterMs: 0);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(await source.AskedWhilePaused.WaitAsync(Patience));
        }

        Assert.True(source.IsPaused);
        Assert.Equal(3, source.ReadCount);
        for (int i = 0; i < 50; i++)
        {
            Assert.True(await sinks.Arrived.WaitAsync(Patience));
            sinks.AcknowledgeOne();
        }

        await StopWhenExhausted(pipeline, source);
        Assert.False(source.IsPaused);
        Assert.Equal(100, source.StoredOf(0));
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
        Assert.Equal(5, source.StoredOf(0));
        Assert.Contains(_log.Warnings, line => line.Contains($"{source.ReadCount - 5} events in flight", StringComparison.Ordinal));
        Assert.Single(_log.Warnings);
    }

    [Fact]
    public async Task AFullLineHoldsTheConsumerBack()
    {
        using var gate = new ManualResetEventSlim();
        Thread? consumer = null;
        (int scored, int mostInFlight) = (0, 0);
        using var source = new FakeSource(1000, 1, _ => Normal)
        {
            BeforeRead = read =>
            {
                consumer = Thread.CurrentThread;
                mostInFlight = Math.Max(mostInFlight, read + 1 - Volatile.Read(ref scored));
            },
        };
        await using StreamPipeline pipeline = StartBehind(gate, source, scored: count => Interlocked.Add(ref scored, count));
        Assert.True(SpinWait.SpinUntil(() => source.ReadCount > 30 || (source.ReadCount == 30 && consumer!.ThreadState.HasFlag(ThreadState.WaitSleepJoin)), Patience));
        Assert.Equal(30, source.ReadCount);

        gate.Set();
        await StopWhenExhausted(pipeline, source);
        Assert.Equal(30, mostInFlight);
        Assert.Equal(1000, source.StoredOf(0));
    }

    [Fact]
    public async Task ALineThatIsFullForLongStaysAMemberOfItsGroup()
    {
        using var gate = new ManualResetEventSlim();
        using var source = new FakeSource(1000, 1, _ => Normal);
        await using StreamPipeline pipeline = StartBehind(gate, source, pauseAfterMs: 0);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(await source.AskedWhilePaused.WaitAsync(Patience));
        }

        Assert.True(source.IsPaused);
        Assert.Equal(30, source.ReadCount);

        gate.Set();
        await StopWhenExhausted(pipeline, source);
        Assert.False(source.IsPaused);
        Assert.Equal(1000, source.StoredOf(0));
        Assert.Equal(1000, _observer.Published);
    }

    [Fact]
    public async Task ALineThatIsFullWhenPartitionsGoStaysAMemberOfItsGroup()
    {
        using var gate = new ManualResetEventSlim();
        FakeSource? source = null;
        bool isRevoked = false;
        using (source = new FakeSource(1005, 1, _ => Normal)
        {
            BeforeRead = read =>
            {
                if (read == 25 && !isRevoked)
                {
                    isRevoked = true;
                    source!.Revoke(); // sends the open batch on its way, the last one, and does not see it end in time
                }
            },
        })
        {
            await using StreamPipeline pipeline = StartBehind(gate, source, pauseAfterMs: 0, drainMs: 10);
            for (int i = 0; i < 3; i++)
            {
                Assert.True(await source.AskedWhilePaused.WaitAsync(Patience));
            }

            Assert.True(source.IsPaused);
            Assert.Equal(25, source.ReadCount);
            gate.Set();
            Assert.True(SpinWait.SpinUntil(() => _observer.Published == 1005, Patience));
            await StopWhenExhausted(pipeline, source);
            Assert.False(source.IsPaused);
        }
    }

    [Fact]
    public async Task BatchesBehindAnAlertThatIsNotAcknowledgedAreBounded()
    {
        using var source = new FakeSource(1000, 1, i => i == 0 ? Strange : Normal);
        var sinks = new FakeSinks(acknowledge: false);
        await using StreamPipeline pipeline = Start(source, sinks, Serving.Of(new FakeScorer("m1")), new PipelineOptions
        {
            Stream = "cards", BatchSize = 10, BatchesInFlight = 3, Linger = Patience, PauseAfter = TimeSpan.Zero, BatchesUnstored = 7,
        });
        for (int i = 0; i < 3; i++)
        {
            Assert.True(await source.AskedWhilePaused.WaitAsync(Patience));
        }

        Assert.Equal(70, source.ReadCount);
        Assert.Equal(0, source.StoredOf(0));
        sinks.AcknowledgeOne();
        await StopWhenExhausted(pipeline, source);
        Assert.False(source.IsPaused);
        Assert.Equal(1000, source.StoredOf(0));
    }

    [Fact]
    public async Task AStreamStopsWhileItsLineIsFull()
    {
        using var gate = new ManualResetEventSlim();
        using var source = new FakeSource(1000, 1, _ => Normal);
        await using StreamPipeline pipeline = StartBehind(gate, source, pauseAfterMs: 0);
        Assert.True(await source.AskedWhilePaused.WaitAsync(Patience));
        pipeline.Stop();
        Assert.True(SpinWait.SpinUntil(() => !source.IsPaused, Patience / 2), "the consumer went on waiting for a batch");
        gate.Set();
        await pipeline.Completion.WaitAsync(Patience);

        Assert.True(source.Closed);
        Assert.Equal(source.ReadCount, source.StoredOf(0));
    }

    [Fact]
    public async Task ANewModelServesFromTheNextBatchOnAndTheOldOneIsDisposed()
    {
        var next = new FakeScorer("m2");
        StreamPipeline? pipeline = null;
        bool swapped = false;
        var first = new FakeScorer("m1")
        {
            OnScore = _ =>
            {
                if (!swapped)
                {
                    swapped = true;
                    pipeline!.Swap(Serving.Of(next));
                }
            },
        };
        using var start = new ManualResetEventSlim();
        using var source = new FakeSource(100, 1, _ => Strange) { BeforeRead = _ => start.Wait(Patience) };
        var sinks = new FakeSinks();
        await using (pipeline = Start(source, sinks, first, batchSize: 10, lingerMs: 60_000))
        {
            start.Set();
            await StopWhenExhausted(pipeline, source);
            Assert.True(first.Disposed);
            Assert.Equal(10, sinks.Alerts.Count(alert => alert.ModelVersion == "m1"));
            Assert.Equal(90, sinks.Alerts.Count(alert => alert.ModelVersion == "m2"));
        }
    }

    [Fact]
    public async Task AThresholdChangesWhileTheStreamRuns()
    {
        ServingModel model = Serving.Of(new FakeScorer("m1"));
        using var source = new FakeSource(100, 1, _ => Normal);
        source.BeforeRead = read =>
        {
            if (read == 50)
            {
                Assert.True(_observer.BatchDone.Wait(Patience));
                model.Rule = Serving.Rule(0.5, "t2");
            }
        };
        var sinks = new FakeSinks();
        await using StreamPipeline pipeline = Start(source, sinks, model, batchSize: 50, lingerMs: 60_000);
        await StopWhenExhausted(pipeline, source);

        Assert.Equal(Enumerable.Range(50, 50).Select(i => (long)i), sinks.Alerts.Select(alert => alert.Offset));
        Assert.All(sinks.Alerts, alert => Assert.Equal((0.5, "t2", "m1"), (alert.Threshold, alert.ThresholdVersion, alert.ModelVersion)));
    }

    [Fact]
    public async Task OnlyAlertsAreExplained()
    {
        int explained = 0;
        var explainer = new FakeScorer("m1") { OnScore = batch => explained += batch.Count };
        using var source = new FakeSource(1000, 1, i => i % 7 == 3 ? Strange : Normal);
        var sinks = new FakeSinks();
        await using StreamPipeline pipeline = Start(source, sinks, Serving.Of(new FakeScorer("m1"), explainer), batchSize: 500);
        await StopWhenExhausted(pipeline, source);

        Assert.Equal(Enumerable.Range(0, 1000).Where(i => i % 7 == 3).Select(i => (long)i), sinks.Alerts.Select(alert => alert.Offset));
        Assert.Equal(sinks.Alerts.Count, explained);
        Assert.All(sinks.Alerts, alert => Assert.Equal("value", Assert.Single(alert.Features).Name));
    }

    [Fact]
    public async Task AModelThatIsPassedByIsDisposed()
    {
        var passedBy = new FakeScorer("m2");
        var last = new FakeScorer("m3");
        using var source = new FakeSource(10, 1, _ => Normal);
        StreamPipeline pipeline = Start(source, new FakeSinks());
        await StopWhenExhausted(pipeline, source);
        pipeline.Swap(Serving.Of(passedBy));
        pipeline.Swap(Serving.Of(last));
        Assert.True(passedBy.Disposed);
        Assert.False(last.Disposed);
        await pipeline.DisposeAsync();
        Assert.True(last.Disposed);
    }

    [Fact]
    public async Task AStageThatFailsWhileOthersRunEndsThePipelineWithTheLastOfThem()
    {
        using var gate = new ManualResetEventSlim();
        using var scoring = new SemaphoreSlim(0);
        bool? disposedBefore = null;
        FakeScorer? scorer = null;
        scorer = new FakeScorer("m1")
        {
            OnScore = _ =>
            {
                scoring.Release();
                gate.Wait(Patience);
                disposedBefore = scorer!.Disposed;
            },
        };
        Thread? consumer = null;
        using var source = new FakeSource(100, 1, _ => Normal)
        {
            BeforeRead = read =>
            {
                if (read > 10)
                {
                    Assert.True(scoring.Wait(Patience));
                    Volatile.Write(ref consumer, Thread.CurrentThread);
                    throw new InvalidOperationException("the broker is gone");
                }
            },
        };
        StreamPipeline pipeline = Start(source, new FakeSinks(), scorer, batchSize: 10);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref consumer) is { IsAlive: false }, Patience));
        Assert.False(pipeline.Completion.IsCompleted, "the scoring thread is still about its batch");

        Task disposing = pipeline.DisposeAsync().AsTask();
        Assert.False(disposing.IsCompleted);
        Assert.False(scorer.Disposed);
        gate.Set();
        await disposing.WaitAsync(Patience);

        Assert.False(disposedBefore);
        Assert.True(scorer.Disposed);
        pipeline.Fail(new InvalidOperationException("later")); // as a sink may that notices last
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => pipeline.Completion);
        Assert.Equal("the broker is gone", error.Message);
    }

    [Fact]
    public async Task AStreamThatFailsWhileItWaitsForAcknowledgementsDoesNotWaitOn()
    {
        using var source = new FakeSource(1, 1, _ => Strange);
        await using StreamPipeline pipeline = Start(source, new FakeSinks(acknowledge: false));
        Assert.True(source.Exhausted.WaitOne(Patience));
        pipeline.Stop();
        pipeline.Fail(new InvalidOperationException("the producer is gone"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => pipeline.Completion.WaitAsync(new PipelineOptions { Stream = "cards" }.DrainTimeout / 2));
    }

    [Fact]
    public async Task AStageThatFailsEndsThePipelineWithItsError()
    {
        using var source = new FakeSource(100, 1, _ => Normal);
        var scorer = new FakeScorer("m1") { OnScore = _ => throw new InvalidOperationException("the device is gone") };
        await using StreamPipeline pipeline = Start(source, new FakeSinks(), scorer);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => pipeline.Completion.WaitAsync(Patience));
        Assert.Equal("the device is gone", error.Message);
        Assert.Equal(0, source.StoredOf(0));
        Assert.True(source.Closed, "the group is left after a failure too");
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

    [Theory]
    [InlineData]
    [InlineData("id")]
    public async Task NothingIsAllocatedPerEvent(params string[] include)
    {
        const int BatchSize = 4096;
        const int WarmUp = 40 * BatchSize;
        const int Measured = 120 * BatchSize;
        var scorer = new MeteredScorer(TrainedScorer(BatchSize));
        (long before, long beforeScoring) = (0, 0);
        using var source = new FakeSource(WarmUp + Measured, 4, _ => Normal)
        {
            BeforeRead = read =>
            {
                if (read == WarmUp)
                {
                    (before, beforeScoring) = (GC.GetTotalAllocatedBytes(precise: true), scorer.Allocated);
                }
            },
        };
        await using StreamPipeline pipeline = Start(source, new FakeSinks(), Serving.Of(scorer), BatchSize, lingerMs: 60_000, include: include);
        await StopWhenExhausted(pipeline, source);
        double perEvent = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Measured;
        double scoring = (scorer.Allocated - beforeScoring) / (double)Measured;

        // The network's passes, each of many events, make their tensors' handles (ModelScorerTests: and an event not one byte more). A
        // batch's ticket, and what the test itself allocates at its end, leave well under a byte.
        Assert.True(perEvent - scoring < 1 && scoring < 8, $"{perEvent:F2} bytes allocated per event, {scoring:F2} of them by the scorer");
        Assert.Equal(WarmUp + Measured, _observer.Published);
    }

    // A model of numbers between 0 and 2.
    private static IScorer TrainedScorer(int capacity)
    {
        var rows = new RowSet(1);
        for (int i = 0; i < 200; i++)
        {
            rows.Add([i / 100.0]);
        }

        var settings = new ModelSettings { MaxSteps = 20, Trim = 0, Device = "cpu" };
        return new Trainer(OneField, settings, new(), TimeProvider.System).Train(SampleSet.Vectors(rows), null, CancellationToken.None).CreateScorer("m1", capacity, "cpu");
    }

    // Three batches of ten may be in flight, and none is scored before the gate opens.
    private StreamPipeline StartBehind(
        ManualResetEventSlim gate, FakeSource source, int pauseAfterMs = 10_000, Action<int>? scored = null, int drainMs = 20_000)
    {
        var scorer = new FakeScorer("m1")
        {
            OnScore = batch =>
            {
                gate.Wait(Patience);
                scored?.Invoke(batch.Count);
            },
        };
        return Start(source, new FakeSinks(), Serving.Of(scorer), new PipelineOptions
        {
            Stream = "cards", BatchSize = 10, BatchesInFlight = 3, Linger = Patience, PauseAfter = TimeSpan.FromMilliseconds(pauseAfterMs),
            DrainTimeout = TimeSpan.FromMilliseconds(drainMs),
        });
    }

    private StreamPipeline Start(
        FakeSource source, FakeSinks sinks, IScorer? scorer = null, int batchSize = 64, int inFlight = 4, int lingerMs = 5, int pauseAfterMs = 10_000,
        TimeProvider? time = null) =>
        Start(source, sinks, Serving.Of(scorer ?? new FakeScorer("m1")), batchSize, inFlight, lingerMs, pauseAfterMs, time);

    private StreamPipeline Start(
        FakeSource source, FakeSinks sinks, ServingModel model, int batchSize = 64, int inFlight = 4, int lingerMs = 5, int pauseAfterMs = 10_000,
        TimeProvider? time = null, string[]? include = null)
    {
        return Start(source, sinks, model, new PipelineOptions
        {
            Stream = "cards",
            Include = include ?? [],
            BatchSize = batchSize,
            BatchesInFlight = inFlight,
            Linger = TimeSpan.FromMilliseconds(lingerMs),
            PauseAfter = TimeSpan.FromMilliseconds(pauseAfterMs),
        }, time);
    }

    private StreamPipeline Start(FakeSource source, FakeSinks sinks, ServingModel model, PipelineOptions options, TimeProvider? time = null)
    {
        var pipeline = new StreamPipeline(
            options, OneField, source, MessageDecoder.Create(OneField), model,
            sinks, sinks, [_observer], time ?? TimeProvider.System, _log);
        pipeline.Start();
        return pipeline;
    }

    private static async Task StopWhenExhausted(StreamPipeline pipeline, FakeSource source)
    {
        Assert.True(source.Exhausted.WaitOne(Patience), "the source was not read to its end");
        pipeline.Stop();
        await pipeline.Completion.WaitAsync(Patience);
    }
}
