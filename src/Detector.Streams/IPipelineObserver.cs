using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Formats;
using Detector.Core.Scoring;

namespace Detector.Streams;

/// <summary>Watches a pipeline; called once a batch, an alert or a dead letter, never once an event.</summary>
public interface IPipelineObserver
{
    /// <summary>Scoring thread: a batch was scored.</summary>
    void Scored(Batch batch, TimeSpan elapsed);

    /// <summary>Publisher thread: a batch's alerts were handed over.</summary>
    void Published(Batch batch, BatchScores scores, IReadOnlyList<Alert> alerts);

    /// <summary>Consumer thread: a message went to the dead letters.</summary>
    void DeadLettered(DecodeErrorKind kind);

    /// <summary>Scoring thread: another model serves from now on.</summary>
    void ModelChanged(IScorer scorer);
}
