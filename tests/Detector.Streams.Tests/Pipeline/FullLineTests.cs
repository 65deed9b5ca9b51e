using Detector.Streams.Pipeline;

namespace Detector.Streams.Tests.Pipeline;

/// <summary>A line whose batches are all in flight: it holds the consumer back, and stays a member of its group.</summary>
public sealed class FullLineTests : PipelineTest
{
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
        Assert.True(SpinWait.SpinUntil(() => source.ReadCount > 30
            || (source.ReadCount == 30 && consumer!.ThreadState.HasFlag(ThreadState.WaitSleepJoin)), Patience));
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
        Assert.Equal(1000, Observer.Published);
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
            Assert.True(SpinWait.SpinUntil(() => Observer.Published == 1005, Patience));
            await StopWhenExhausted(pipeline, source);
            Assert.False(source.IsPaused);
        }
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
    public async Task EventsBeforeDeadLettersThatWaitAreScoredMeanwhile()
    {
        using var source = new FakeSource(20, 1, i => i < 5 ? Normal : Broken);
        var sinks = new FakeSinks(acknowledge: false) { MostDeadLetters = 1 };
        await using StreamPipeline pipeline = Start(source, sinks, lingerMs: (int)Patience.TotalMilliseconds, pauseAfterMs: 0);
        Assert.True(await source.AskedWhilePaused.WaitAsync(Patience));
        Assert.True(await Observer.BatchDone.WaitAsync(Patience), "the open batch waits for what comes after it");
        Assert.Equal(5, Observer.Published);
        for (int i = 0; i < 15; i++)
        {
            Assert.True(await sinks.Arrived.WaitAsync(Patience));
            sinks.AcknowledgeOne();
        }

        await StopWhenExhausted(pipeline, source);
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
}
