using Detector.Core.Batches;
using Detector.Core.Samples;
using Detector.Core.Scoring;
using Detector.Streams.Shadow;
using Detector.TestKit;

namespace Detector.Streams.Tests.Shadow;

public sealed class ShadowRunTests
{
    private readonly SemaphoreSlim _go = new(0);
    private readonly List<double[]> _seen = [];

    [Fact]
    public async Task WhatItWouldAlertIsCountedBesideWhatWasAlerted()
    {
        using ShadowRun run = Run(capacity: 8);
        _go.Release(10);
        await Offer(run, [1, 5, 9], alerts: 2);
        await Offer(run, [7], alerts: 0);
        Assert.Equal(new ShadowCounts(4, 0, 3, 2), run.Counts);
        Assert.Equal([1.0, 5, 9, 7], _seen.Select(row => row[0]));
    }

    [Fact]
    public async Task WhileItIsBusyAndWhileTheLineIsBatchesAreSkippedAndCounted()
    {
        using ShadowRun run = Run(capacity: 4);
        await Taken(run, [1, 2]);
        run.Offer(Batch(4, [3, 4, 5]), 1); // it still scores the first
        run.Offer(Batch(4, [6, 7, 8, 9]), 1); // and this one is full
        Assert.Equal((0, 7), (run.Counts.Scored, run.Counts.Skipped));
        _go.Release(10);
        await Eventually.Holds(() => run.Counts.Scored == 2, "the first is scored");
        run.Offer(Batch(4, [6, 7, 8, 9]), 1);
        Assert.Equal(new ShadowCounts(2, 11, 0, 0), run.Counts);
    }

    [Fact]
    public async Task WhereItFailsTheLineGoesOn()
    {
        using var run = new ShadowRun(() => throw new InvalidOperationException("no"), 4, new SampleLayout(1), new(), 4);
        await Eventually.Holds(() => run.Error is not null, "it has failed");
        run.Offer(Batch(4, [1]), 0);
        Assert.Equal((1, "no"), (run.Counts.Skipped, run.Error!.Message));
    }

    [Fact]
    public async Task ItEndsWhileBatchesCome()
    {
        for (int i = 0; i < 50; i++)
        {
            ShadowRun run = Run(capacity: 8);
            _go.Release(1000);
            bool isOver = false;
            Task offering = Task.Run(() =>
            {
                while (!Volatile.Read(ref isOver))
                {
                    run.Offer(Batch(8, [1, 2, 3]), 1);
                }
            });
            run.Dispose();
            Volatile.Write(ref isOver, true);
            await offering;
        }
    }

    // One that is free takes the batch; the model is made on its own thread first.
    private async Task Taken(ShadowRun run, double[] values)
    {
        await Eventually.Holds(() => run.IsFree, "it is ready");
        run.Offer(Batch(4, values), 0);
    }

    private async Task Offer(ShadowRun run, double[] values, int alerts)
    {
        await Eventually.Holds(() => run.IsFree, "it is ready");
        long before = run.Counts.Scored;
        run.Offer(Batch(8, values), alerts);
        await Eventually.Holds(() => run.Counts.Scored == before + values.Length, "it has scored");
    }

    private ShadowRun Run(int capacity) => new(() => new Scorer(this, capacity), 4, new SampleLayout(1), new(), capacity);

    private static Batch Batch(int capacity, double[] values)
    {
        var batch = new Batch(capacity, new SampleLayout(1));
        foreach (double value in values)
        {
            batch.NextRow.Numbers[0] = value;
            batch.Add(default, 0, 0, 0, default);
        }

        return batch;
    }

    private sealed class Scorer(ShadowRunTests test, int capacity) : IScorer
    {
        public string Version => "v";

        public string Family => "fake";

        public string Device => "cpu";

        public int Capacity => capacity;

        public void Score(Batch batch, BatchScores scores)
        {
            test._go.Wait();
            for (int i = 0; i < batch.Count; i++)
            {
                test._seen.Add([.. batch.Row(i).Numbers]);
                scores.Score[i] = (float)batch.Row(i)[0];
            }
        }

        public double[] Shares(Batch batch, int index) => [1];

        public IReadOnlyList<Core.Alerts.FeatureContribution> Explain(
            Batch batch, int index, int most = int.MaxValue, double leastShare = 0) => [];

        public void Dispose()
        {
        }
    }
}
