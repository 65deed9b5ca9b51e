using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Formats;
using Detector.Core.Scoring;
using Detector.Kafka.Sources;
using Detector.Streams.Observers;
using Detector.Streams.Pipeline;

namespace Detector.Streams.Tests.Pipeline;

internal sealed class FakeObserver : IPipelineObserver
{
    public int Consumed { get; private set; }

    public int Published { get; private set; }

    public SemaphoreSlim BatchDone { get; } = new(0);

    public void Scored(Batch batch, TimeSpan elapsed)
    {
    }

    void IPipelineObserver.Published(ServingModel model, Batch batch, BatchScores scores, IReadOnlyList<Alert> alerts)
    {
        Published += batch.Count;
        BatchDone.Release();
    }

    public void Jumped(PositionJump jump)
    {
    }

    public void DeadLettered(DecodeErrorKind kind)
    {
    }

    void IPipelineObserver.Consumed(Batch batch) => Consumed += batch.Count;
}
