using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Scoring;

namespace Detector.Streams.Tests.Pipeline;

/// <summary>An event's score is its first field, all of it residual.</summary>
internal sealed class FakeScorer(string version) : IScorer
{
    public string Version => version;

    public string Family => "fake";

    public string Device => "cpu";

    public int Capacity => BatchLimit.Most;

    public bool Disposed { get; private set; }

    public Action<Batch>? OnScore { get; init; }

    public void Score(Batch batch, BatchScores scores)
    {
        Assert.False(Disposed);
        OnScore?.Invoke(batch);
        for (int i = 0; i < batch.Count; i++)
        {
            scores.Score[i] = scores.Residual[i] = (float)batch.Row(i)[0];
        }
    }

    public IReadOnlyList<FeatureContribution> Explain(Batch batch, int index, int most = int.MaxValue, double leastShare = 0)
    {
        Assert.Equal(FeatureContribution.LeastShare, leastShare);
        return [new FeatureContribution("value", "1", "0", 1)];
    }

    public double[] Shares(Batch batch, int index) => [1];

    public void Dispose() => Disposed = true;
}
