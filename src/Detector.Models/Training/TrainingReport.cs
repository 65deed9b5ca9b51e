using Detector.Core.Thresholds;
using Detector.Models.Bundles;

namespace Detector.Models.Training;

/// <summary>How a training went.</summary>
public sealed record TrainingReport
{
    /// <summary>Rows that the model was finally fitted to.</summary>
    public required int TrainingRows { get; init; }

    /// <summary>Rows kept from training.</summary>
    public required int HeldOutRows { get; init; }

    /// <summary>Rows dropped as those farthest from the others.</summary>
    public required int TrimmedRows { get; init; }

    /// <summary>The last fit's learning curve.</summary>
    public required IReadOnlyList<LearningPoint> Curve { get; init; }

    /// <summary>Step of the last fit whose weights were kept.</summary>
    public required int BestStep { get; init; }

    /// <summary>Loss of the kept weights on the held-out rows.</summary>
    public required double HeldOutLoss { get; init; }

    /// <summary>What the threshold was learned from.</summary>
    public required HeldOutScores Scores { get; init; }

    /// <summary>
    /// Rows whose scores those are where each half was scored by what the other half taught; 0 where they are the held-out ones.
    /// </summary>
    public int CrossFittedRows => Scores.IsCrossFitted ? Scores.HeldOut.Length : 0;

    /// <summary>What it began with; null where no other model was there.</summary>
    public TrainingStart? Start { get; init; }

    /// <summary>Time that training took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The share of the rows over a threshold, 0..1, each scored by a model that was not fitted to it.</summary>
    public double HeldOutOver(Threshold threshold) => Scores.ShareAbove(threshold.Value);
}
