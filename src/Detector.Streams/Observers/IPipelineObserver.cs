using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Formats;
using Detector.Core.Scoring;
using Detector.Kafka.Sources;
using Detector.Streams.Pipeline;

namespace Detector.Streams.Observers;

/// <summary>Watches a pipeline; called once a batch or a dead letter, never once an event.</summary>
public interface IPipelineObserver
{
    /// <summary>Consumer thread: a batch is full, or has waited long enough, and goes to be scored.</summary>
    void Consumed(Batch batch);

    /// <summary>Consumer thread: a message went to the dead letters instead.</summary>
    void DeadLettered(DecodeErrorKind kind);

    /// <summary>Consumer thread: the source goes on elsewhere in a partition than after the event read last.</summary>
    void Jumped(PositionJump jump);

    /// <summary>Scoring thread: a batch was scored.</summary>
    void Scored(Batch batch, TimeSpan elapsed);

    /// <summary>Publisher thread: a batch was decided and its alerts were handed over; the model is the one that scored it.</summary>
    void Published(ServingModel model, Batch batch, BatchScores scores, IReadOnlyList<Alert> alerts);
}
