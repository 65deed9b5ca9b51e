using Detector.Core.Samples;
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
    private const double Shrinkage = 0.5;
    private const double SequenceShrinkage = 0.8;
    private const double ErrorShrinkage = 0.5;
    private const double CodeShrinkage = 0.1;

    // A distance costs the square of a sample's width, and four times that with squares.
    private const int WidestDistance = 1024;
    private const int WidestSquares = 128;

    // Share of the mean contrast that a sample has at least: an empty one must not be infinitely strange.
    private const double LeastContrast = 0.1;

    // Where numbers are strange on one side only, a distance carries the score: a residual asks whether they go together.
    private const double OneSidedResidual = 0.1;

    // Least spread of a feature's errors, as a share of all features' spread.
    private const double SmallestSpread = 0.05;

    /// <param name="settings">The model: what its residual is and how much each part counts.</param>
    /// <param name="fitted">The samples it was fitted to.</param>
    /// <param name="codes">[fitted * C] their codes.</param>
    /// <param name="heldOut">What it makes of the held-out samples.</param>
    public static ScoreCalibration Calibrate(ModelSettings settings, Samples fitted, float[] codes, Encoded heldOut)
    {
        ScoreSettings weights = settings.Score;
        bool isImage = fitted.Shape.HasPlanes;
        bool isVector = fitted.Shape.Sizes.Count == 0;
        WindowCalibration? windows = (weights.Windows ?? true) && fitted.Shape.HasSteps && weights.Distance != 0
            ? WindowLearner.Learn(fitted)
            : null;
        double distance = weights.Distance ?? (windows is not null ? 3 : isImage || fitted.Width > WidestDistance ? 0 : isVector ? 1 : 2);
        double neighbours = weights.Neighbours ?? (isVector ? 1 : 0);
        double shrinkage = weights.Shrinkage ?? (fitted.Shape.HasSteps ? SequenceShrinkage : Shrinkage);
        double code = FamilyCatalog.CodeWeightOf(settings, fitted.Shape.Kind);
        var plain = new ScoreCalibration
        {
            ResidualFactor = 1,
            DistanceFactor = 1,
            NeighbourFactor = neighbours == 0 ? 0 : 1,
            CodeFactor = 1,
            LeastContrast = weights.Relative ?? isImage ? LeastContrastOf(heldOut) : null,
            Windows = windows,
            Features = distance == 0 || windows is not null ? null
                : new WhiteningLearner(shrinkage, standardise: false, Squares(weights, fitted.Shape)).Learn(fitted),
            Neighbours = neighbours == 0 ? null : ReferenceRows.ForScores(fitted, settings.Seed),
            Codes = code == 0 ? null : new WhiteningLearner(CodeShrinkage, standardise: true).Learn(codes, heldOut.CodeWidth),
        };
        plain = Residual(Kind(settings, fitted.Shape), plain, heldOut);
        BatchScores scores = heldOut.Score(plain);
        return plain with
        {
            ResidualFactor = (weights.Residual ?? (fitted.Shape.Sides is null ? 1 : OneSidedResidual)) / Mean(scores.Residual),
            DistanceFactor = distance / Mean(scores.Distance),
            NeighbourFactor = neighbours / Mean(scores.Neighbours),
            CodeFactor = code / Mean(scores.Code),
        };
    }

    private static double LeastContrastOf(Encoded rows) => Math.Max(
        SmallestMean,
        LeastContrast * Enumerable.Range(0, rows.Rows)
            .Select(row => Contrast.Of(rows.Features.AsSpan(row * rows.Width, rows.Width)))
            .Where(double.IsFinite).DefaultIfEmpty(1).Average());

    private static bool Squares(ScoreSettings weights, SampleLayout shape) =>
        weights.Squares ?? (shape.Sizes.Count == 0 && shape.Width <= WidestSquares);

    // Sensors are foreseen unequally well: one that hardly errs must be heard beside one that always does.
    private static ScoreKind Kind(ModelSettings settings, SampleLayout shape)
    {
        ScoreKind kind = FamilyCatalog.ScoreOf(settings);
        return settings.Score.Kind == ScoreKind.Auto && kind == ScoreKind.MeanSquared && shape.HasSteps ? ScoreKind.Standardised : kind;
    }

    private static ScoreCalibration Residual(ScoreKind kind, ScoreCalibration plain, Encoded heldOut) => kind switch
    {
        ScoreKind.MeanSquared => plain,
        ScoreKind.Standardised => plain with { ErrorScale = Scales(heldOut.Differences(), heldOut.Width) },
        ScoreKind.Mahalanobis => plain with
        {
            Errors = new WhiteningLearner(ErrorShrinkage, standardise: false).Learn(heldOut.Differences(), heldOut.Width),
        },
        _ => plain with { TakesOwn = true, OwnOffset = heldOut.Own.Where(float.IsFinite).DefaultIfEmpty(0).Min() },
    };

    // A feature that is reconstructed perfectly must not outweigh all others for a rounding error.
    private static float[] Scales(float[] differences, int width)
    {
        double[] squares = new double[width];
        int[] counts = new int[width];
        for (int i = 0; i < differences.Length; i++)
        {
            if (float.IsFinite(differences[i]))
            {
                squares[i % width] += (double)differences[i] * differences[i];
                counts[i % width]++;
            }
        }

        squares = [.. squares.Zip(counts, (square, count) => square / Math.Max(1, count))];
        double least = Math.Max(SmallestMean, SmallestSpread * Math.Sqrt(squares.Average()));
        return Array.ConvertAll(squares, square => (float)(1 / Math.Max(Math.Sqrt(square), least)));
    }

    // A row that is off any scale says nothing about usual rows.
    private static double Mean(float[] values) =>
        Math.Max(values.Where(float.IsFinite).Select(v => (double)v).DefaultIfEmpty(1).Average(), SmallestMean);
}
