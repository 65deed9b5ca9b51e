using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Features;
using Detector.Core.Scoring;

namespace Detector.Data.Files;

/// <summary>A record of a file with its score, valid while it is handed over.</summary>
public readonly ref struct ScoredRow(FileRow row, IScorer scorer, Batch batch, BatchScores scores, int index)
{
    public FileRow Row { get; } = row;

    public double Score => scores.Score[index];

    /// <summary>What the score is made of: the residual, the larger of distance and neighbours, the code.</summary>
    public (double Residual, double Distance, double Neighbours, double Code) Parts =>
        (scores.Residual[index], scores.Distance[index], scores.Neighbours[index], scores.Code[index]);

    /// <summary>Root mean square of the reconstruction error.</summary>
    public double Error => scores.Error[index];

    /// <summary>[fields] the raw row.</summary>
    public ReadOnlyRowSpan Values => batch.Row(index);

    /// <summary>[fields] shares of the score, which add up to 1; of frames a heat map.</summary>
    public double[] Shares() => scorer.Shares(batch, index);

    /// <summary>The causes of the score, at most so many, the one with the largest share first.</summary>
    public IReadOnlyList<FeatureContribution> Explain(int most) => scorer.Explain(batch, index, most, FeatureContribution.LeastShare);
}
