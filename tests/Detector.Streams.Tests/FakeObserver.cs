using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Formats;
using Detector.Core.Scoring;
using Detector.Streams;

namespace Detector.Streams.Tests;

internal sealed class FakeObserver : IPipelineObserver
{
    public List<string> Models { get; } = [];

    public int Published { get; private set; }

    public SemaphoreSlim BatchDone { get; } = new(0);

    public void Scored(Batch batch, TimeSpan elapsed)
    {
    }

    void IPipelineObserver.Published(Batch batch, BatchScores scores, IReadOnlyList<Alert> alerts)
    {
        Published += batch.Count;
        BatchDone.Release();
    }

    public void DeadLettered(DecodeErrorKind kind)
    {
    }

    public void ModelChanged(IScorer scorer) => Models.Add(scorer.Version);
}
