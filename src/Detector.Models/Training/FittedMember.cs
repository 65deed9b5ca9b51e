using Detector.Models.Bundles;

namespace Detector.Models.Training;

/// <summary>A fitted and calibrated model, and what it makes of the samples.</summary>
/// <param name="Member">The model.</param>
/// <param name="Result">How the last fit went.</param>
/// <param name="FittedTo">Samples that it was fitted to, the trimmed ones not among them.</param>
/// <param name="HeldOut">Some held-out samples.</param>
/// <param name="Places">Which they are.</param>
/// <param name="HeldOutScores">Scores of all held-out samples.</param>
/// <param name="Scores">What the threshold is learned from.</param>
internal sealed record FittedMember(
    ModelMember Member, FitResult Result, int FittedTo, Encoded HeldOut, int[] Places, float[] HeldOutScores, HeldOutScores Scores)
{
    /// <summary>Standard deviation of the held-out scores that are numbers.</summary>
    public double Spread()
    {
        float[] scores = [.. HeldOutScores.Where(float.IsFinite)];
        double mean = scores.DefaultIfEmpty().Average();
        return Math.Sqrt(scores.Select(score => (score - mean) * (score - mean)).DefaultIfEmpty().Average());
    }

    /// <summary>The same model whose scores are a multiple of what they were.</summary>
    public FittedMember Times(double factor) => this with
    {
        Member = Member with
        {
            Calibration = Member.Calibration with
            {
                ResidualFactor = factor * Member.Calibration.ResidualFactor,
                DistanceFactor = factor * Member.Calibration.DistanceFactor,
                NeighbourFactor = factor * Member.Calibration.NeighbourFactor,
                CodeFactor = factor * Member.Calibration.CodeFactor,
                RegionFactor = factor * Member.Calibration.RegionFactor,
                RegionOffset = factor * Member.Calibration.RegionOffset,
            },
        },
        HeldOutScores = Times(factor, HeldOutScores),
        Scores = new(Times(factor, Scores.HeldOut), Times(factor, Scores.Training)),
    };

    private static float[] Times(double factor, float[] scores) => Array.ConvertAll(scores, score => (float)(factor * score));
}
