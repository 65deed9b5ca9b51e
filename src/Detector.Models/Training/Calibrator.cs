using Detector.Core.Scoring;
using Detector.Models.Families;
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

    // Least spread of a feature's errors, as a share of all features' spread.
    private const double SmallestSpread = 0.05;

    /// <param name="settings">The model: what its residual is and how much each part counts.</param>
    /// <param name="fitted">What the model makes of the rows it was fitted to.</param>
    /// <param name="heldOut">What it makes of the held-out rows.</param>
    public static ScoreCalibration Calibrate(ModelSettings settings, Encoded fitted, Encoded heldOut)
    {
        ScoreSettings weights = settings.Score;
        var plain = new ScoreCalibration
        {
            ResidualFactor = 1,
            DistanceFactor = 1,
            CodeFactor = 1,
            Features = weights.Distance == 0 ? null : Whitening.Of(fitted.Features, fitted.Width, FeatureShrinkage, standardise: false),
            Codes = weights.Code == 0 ? null : Whitening.Of(fitted.Codes, fitted.CodeWidth, CodeShrinkage, standardise: true),
        };
        plain = Residual(FamilyCatalog.ScoreOf(settings), plain, heldOut);
        BatchScores scores = heldOut.Score(plain);
        return plain with
        {
            ResidualFactor = weights.Residual / Mean(scores.Residual),
            DistanceFactor = weights.Distance / Mean(scores.Distance),
            CodeFactor = weights.Code / Mean(scores.Code),
        };
    }

    private static ScoreCalibration Residual(ScoreKind kind, ScoreCalibration plain, Encoded heldOut) => kind switch
    {
        ScoreKind.MeanSquared => plain,
        ScoreKind.Standardised => plain with { ErrorScale = Scales(heldOut.Differences(), heldOut.Width) },
        ScoreKind.Mahalanobis => plain with { Errors = Whitening.Of(heldOut.Differences(), heldOut.Width, FeatureShrinkage, standardise: false) },
        _ => plain with { TakesOwn = true, OwnOffset = heldOut.Own.Where(float.IsFinite).DefaultIfEmpty(0).Min() },
    };

    // A feature that is reconstructed perfectly must not outweigh all others for a rounding error.
    private static float[] Scales(float[] differences, int width)
    {
        double[] squares = new double[width];
        for (int i = 0; i < differences.Length; i++)
        {
            squares[i % width] += float.IsFinite(differences[i]) ? (double)differences[i] * differences[i] / (differences.Length / width) : 0;
        }

        double least = Math.Max(SmallestMean, SmallestSpread * Math.Sqrt(squares.Average()));
        return Array.ConvertAll(squares, square => (float)(1 / Math.Max(Math.Sqrt(square), least)));
    }

    // A row that is off any scale says nothing about usual rows.
    private static double Mean(float[] values) => Math.Max(values.Where(float.IsFinite).Select(v => (double)v).DefaultIfEmpty(1).Average(), SmallestMean);
}
