using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Scoring;

namespace Detector.Retraining.Tests.Comparison;

/// <summary>A model whose score is any function of an event.</summary>
internal sealed class FakeModel(string version, Func<double[], double> score) : IScorer
{
    public string Version => version;

    public string Family => "fake";

    public string Device => "cpu";

    public int Capacity => 256;

    public void Score(Batch batch, BatchScores scores)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            scores.Score[i] = scores.Error[i] = (float)score([.. batch.Row(i).Numbers]);
        }
    }

    public double[] Shares(Batch batch, int index) => [1];

    public IReadOnlyList<FeatureContribution> Explain(Batch batch, int index, int most = int.MaxValue, double leastShare = 0) => [];

    public void Dispose()
    {
    }
}
