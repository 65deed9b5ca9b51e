using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Formats;
using Detector.Core.Samples;
using Detector.Core.Scoring;
using Detector.Kafka.Sources;
using Detector.Streams.Observers;
using Detector.Streams.Pipeline;

namespace Detector.Streams.Shadow;

/// <summary>Where a stream's challenger scores beside the model that serves. Any thread, but for what the pipeline calls.</summary>
/// <param name="layout">What a raw row of the stream is made of.</param>
/// <param name="window">What its samples are made of.</param>
/// <param name="batchSize">Events in a full batch.</param>
public sealed class ShadowLane(SampleLayout layout, WindowSettings window, int batchSize) : IPipelineObserver, IDisposable
{
    private volatile ShadowRun? _run;

    /// <summary>What the challenger has done; null where there is none.</summary>
    public ShadowCounts? Counts => _run?.Counts;

    /// <summary>Why it scores no more; null where it does.</summary>
    public string? Problem => _run?.Error?.Message;

    /// <summary>Lets a challenger score, in place of another one.</summary>
    /// <param name="make">Makes it, with room for so many events a batch.</param>
    /// <param name="threshold">The score above which it would alert.</param>
    public void Begin(Func<int, IScorer> make, double threshold)
    {
        End();
        _run = new ShadowRun(() => make(batchSize), threshold, layout, window, batchSize);
    }

    /// <summary>Ends it.</summary>
    public void End()
    {
        ShadowRun? run = _run;
        _run = null;
        run?.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => End();

    void IPipelineObserver.Consumed(Batch batch)
    {
    }

    void IPipelineObserver.DeadLettered(DecodeErrorKind kind)
    {
    }

    void IPipelineObserver.Jumped(PositionJump jump)
    {
    }

    void IPipelineObserver.Scored(Batch batch, TimeSpan elapsed)
    {
    }

    void IPipelineObserver.Published(ServingModel model, Batch batch, BatchScores scores, IReadOnlyList<Alert> alerts) =>
        _run?.Offer(batch, ShadowRun.Above(scores.Score.AsSpan(0, batch.Count), model.Rule.Threshold.Value));
}
