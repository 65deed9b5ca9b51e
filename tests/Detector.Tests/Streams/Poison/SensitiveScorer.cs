using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;

namespace Detector.Tests.Streams.Poison;

/// <summary>A model for which every event is an anomaly.</summary>
internal sealed class SensitiveScorer(IScorer scorer) : IScorer
{
    public string Version => scorer.Version;

    public string Family => scorer.Family;

    public string Device => scorer.Device;

    public int Capacity => scorer.Capacity;

    public Threshold Threshold { get; } = scorer.Threshold with { Value = double.NegativeInfinity };

    public void Score(Batch batch, BatchScores scores) => scorer.Score(batch, scores);

    public IReadOnlyList<FeatureContribution> Explain(Batch batch, int index, int most = int.MaxValue) => scorer.Explain(batch, index,
        most);

    public void Dispose() => scorer.Dispose();
}
