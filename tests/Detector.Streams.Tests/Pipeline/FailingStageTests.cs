using Detector.Streams.Pipeline;

namespace Detector.Streams.Tests.Pipeline;

/// <summary>A stage that fails ends the pipeline with its error, when the last thread has ended.</summary>
public sealed class FailingStageTests : PipelineTest
{
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
        Assert.DoesNotContain(Log.Warnings, line => line.Contains("were not acknowledged within")); // nothing was waited for
        Assert.False(pipeline.Completion.IsCompleted, "the scoring thread is still about its batch");

        Task disposing = pipeline.DisposeAsync().AsTask();
        Assert.False(disposing.IsCompleted);
        Assert.False(scorer.Disposed);
        pipeline.Fail(new InvalidOperationException("another, meanwhile"));
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
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            pipeline.Completion.WaitAsync(new PipelineOptions { Stream = "cards" }.DrainTimeout / 2));
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
}
