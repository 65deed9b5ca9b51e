using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;

namespace Detector.Streams.Tests;

/// <summary>An event's score is its first field; the threshold is 100.</summary>
internal sealed class FakeScorer(string version) : IScorer
{
    public string Version => version;

    public string Family => "fake";

    public string Device => "cpu";

    public int Capacity => BatchLimit.Most;

    public bool Disposed { get; private set; }

    public Action<Batch>? OnScore { get; init; }

    public Threshold Threshold { get; } = new() { Value = 100, Method = ThresholdMethod.Quantile, Target = 0.01, Version = "t1", Samples = 1000 };

    public void Score(Batch batch, BatchScores scores)
    {
        Assert.False(Disposed);
        OnScore?.Invoke(batch);
        for (int i = 0; i < batch.Count; i++)
        {
            scores.Score[i] = (float)batch.Row(i)[0];
        }
    }

    public IReadOnlyList<FeatureContribution> Explain(Batch batch, int index, int most = int.MaxValue) => [new FeatureContribution("value", "1", "0", 1)];

    public void Dispose() => Disposed = true;
}
