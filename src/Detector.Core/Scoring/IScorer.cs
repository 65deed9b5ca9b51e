using Detector.Core.Alerts;
using Detector.Core.Batches;

namespace Detector.Core.Scoring;

/// <summary>One model version ready to score. Every call comes from one thread (Torch's scopes are per thread).</summary>
public interface IScorer : IDisposable
{
    /// <summary>The bundle's version.</summary>
    string Version { get; }

    /// <summary>The model's family, such as "dense".</summary>
    string Family { get; }

    /// <summary>Where it runs, such as "cpu" or "cuda:0".</summary>
    string Device { get; }

    /// <summary>Most events a batch.</summary>
    int Capacity { get; }

    /// <summary>Scores a batch; allocates nothing.</summary>
    void Score(Batch batch, BatchScores scores);

    /// <summary>[fields] shares of an event of the batch scored last, which add up to 1; of frames a heat map.</summary>
    /// <param name="batch">That batch.</param>
    /// <param name="index">Which event.</param>
    double[] Shares(Batch batch, int index);

    /// <summary>The fields with the largest shares in the score of an event of the batch scored last, the largest first.</summary>
    /// <param name="batch">That batch.</param>
    /// <param name="index">Which event.</param>
    /// <param name="most">How many fields at most; a frame has many.</param>
    /// <param name="leastShare">Fields with a smaller share are left out, but never the first one.</param>
    IReadOnlyList<FeatureContribution> Explain(Batch batch, int index, int most = int.MaxValue, double leastShare = 0);
}
