using Detector.Core.Scoring;
using Detector.Models.Settings;

namespace Detector.Models.Training;

/// <summary>Learns what usual rows' residuals and distances are.</summary>
internal static class Calibrator
{
    // A model that reconstructs perfectly must not turn rounding into alerts.
    private const double SmallestMean = 1e-6;

    // Found on published tables (docs/models.md). Codes are few and chosen by the model, features are many and often alike.
    private const double FeatureShrinkage = 0.5;
    private const double CodeShrinkage = 0.1;

    /// <param name="weights">How much each part counts.</param>
    /// <param name="fitted">What the model makes of the rows it was fitted to.</param>
    /// <param name="heldOut">What it makes of the held-out rows.</param>
    public static ScoreCalibration Calibrate(ScoreSettings weights, Encoded fitted, Encoded heldOut)
    {
        var plain = new ScoreCalibration
        {
            ResidualFactor = 1,
            DistanceFactor = 1,
            CodeFactor = 1,
            Features = Whitening.Of(fitted.Features, fitted.Width, FeatureShrinkage, standardise: false),
            Codes = Whitening.Of(fitted.Codes, fitted.CodeWidth, CodeShrinkage, standardise: true),
        };

        BatchScores scores = heldOut.Score(plain);
        return plain with
        {
            ResidualFactor = weights.Residual / Mean(scores.Residual),
            DistanceFactor = weights.Distance / Mean(scores.Distance),
            CodeFactor = weights.Code / Mean(scores.Code),
        };
    }

    // A row that is off any scale says nothing about usual rows.
    private static double Mean(float[] values) => Math.Max(values.Where(float.IsFinite).Select(v => (double)v).DefaultIfEmpty(1).Average(), SmallestMean);
}
