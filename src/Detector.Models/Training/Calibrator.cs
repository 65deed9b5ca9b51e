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

    // Where a distribution's tail is measured: what one usual frame in fifty is beyond.
    private const double Tail = 0.98;

    // Where numbers are strange on one side only, a distance carries the score: a residual asks whether they go together.
    private const double OneSidedResidual = 0.1;

    // Least spread of a feature's errors, as a share of all features' spread.
    private const double SmallestSpread = 0.05;

    /// <summary>What a score's distances are measured by: all of a calibration but its residual, with all factors 1.</summary>
    /// <param name="settings">The model: how its score is made.</param>
    /// <param name="fitted">The samples it was fitted to.</param>
    /// <param name="all">The same, and those that were left out as the farthest from the others: of a scene, its rare states.</param>
    /// <param name="codes">[fitted * C] their codes.</param>
    /// <param name="codeWidth">C.</param>
    public static ScoreCalibration Distances(ModelSettings settings, Samples fitted, Samples all, float[] codes, int codeWidth)
    {
        ScoreSettings weights = settings.Score;
        WindowCalibration? windows = (weights.Windows ?? true) && fitted.Shape.HasSteps && weights.Distance != 0
            ? WindowLearner.Learn(fitted)
            : null;
        (_, double distance, double neighbours, double code) = Weights(settings, fitted.Shape, windows is not null);
        double shrinkage = weights.Shrinkage ?? (fitted.Shape.HasSteps ? SequenceShrinkage : Shrinkage);
        return new ScoreCalibration
        {
            ResidualFactor = 1,
            DistanceFactor = 1,
            NeighbourFactor = neighbours == 0 ? 0 : 1,
            CodeFactor = 1,
            Windows = windows,
            Features = distance == 0 || windows is not null ? null
                : new WhiteningLearner(shrinkage, standardise: false, Squares(weights, fitted.Shape)).Learn(fitted),
            Neighbours = neighbours == 0 ? null : ReferenceRows.ForScores(fitted, settings.Seed),
            RegionFactor = 1,
            Regions = RegionWeight(weights, fitted.Shape) == 0 ? null : RegionLearner.Learn(all, settings.Seed),
            Codes = code == 0 ? null : new WhiteningLearner(CodeShrinkage, standardise: true).Learn(codes, codeWidth),
        };
    }

    /// <summary>Learns what usual samples' residuals and distances are, from samples that were not fitted.</summary>
    /// <param name="settings">The model: what its residual is and how much each part counts.</param>
    /// <param name="own">The model, and its held-out samples.</param>
    /// <param name="halves">Other models, with distances of the same kinds, and samples; none where the held-out ones are to do.</param>
    /// <returns>The calibration, and the scores of the samples.</returns>
    public static (ScoreCalibration Calibration, float[] Scores) Calibrate(
        ModelSettings settings, Measured own, IReadOnlyList<Measured> halves)
    {
        IReadOnlyList<Measured> measured = halves.Count > 0 ? halves : [own];
        var all = Encoded.Join([.. measured.Select(of => of.Samples)]);
        ScoreCalibration unit = Residual(Kind(settings, all.Shape), own.Model, all) with
        {
            LeastContrast = settings.Score.Relative ?? all.Shape.HasPlanes ? LeastContrastOf(all) : null,
        };
        BatchScores[] parts = [.. measured.Select(of => of.Score(unit))];
        ScoreCalibration calibration = WithRegions(
            RegionWeight(settings.Score, all.Shape), Weighed(settings, unit, all.Shape, of => Mean(parts, of)), measured, parts);
        float[] scores = [.. measured.SelectMany(of => of.Score(calibration).Score)];
        if (halves.Count == 0)
        {
            return (calibration, scores);
        }

        // Fitted to more, the model should do better than those of the halves. Where it happens to do worse, on rows that hardly vary
        // say, its usual rows must not pass for strange.
        BatchScores[] ownParts = [own.Score(unit)];
        ScoreCalibration weighed = Weighed(settings, unit, all.Shape, of => Math.Max(Mean(parts, of), Mean(ownParts, of)));
        return (weighed with { RegionFactor = calibration.RegionFactor, RegionOffset = calibration.RegionOffset }, scores);
    }

    // The regions' part is brought to the same middle and the same tail as all others together: neither has more false alarms.
    private static ScoreCalibration WithRegions(
        double weight, ScoreCalibration calibration, IReadOnlyList<Measured> measured, BatchScores[] unit)
    {
        if (calibration.Regions is null)
        {
            return calibration with { RegionFactor = 0 };
        }

        (double middle, double tail) = Spread(measured.SelectMany(of => of.Score(calibration with { RegionFactor = 0 }).Score));
        (double ownMiddle, double ownTail) = Spread(unit.SelectMany(of => of.Regions));
        double factor = weight * tail / Math.Max(ownTail, SmallestMean);
        return calibration with { RegionFactor = factor, RegionOffset = (weight * middle) - (factor * ownMiddle) };
    }

    private static (double Middle, double Tail) Spread(IEnumerable<float> scores)
    {
        float[] sorted = [.. scores.Where(float.IsFinite).DefaultIfEmpty(1).Order()];
        double middle = sorted[sorted.Length / 2];
        return (middle, sorted[(int)(Tail * (sorted.Length - 1))] - middle);
    }

    private static double RegionWeight(ScoreSettings weights, SampleLayout shape) => shape.HasPlanes ? weights.Regions ?? 1.5 : 0;

    private static ScoreCalibration Weighed(
        ModelSettings settings, ScoreCalibration unit, SampleLayout shape, Func<Func<BatchScores, float[]>, double> mean)
    {
        (double residual, double distance, double neighbours, double code) = Weights(settings, shape, unit.Windows is not null);
        return unit with
        {
            ResidualFactor = residual / mean(scores => scores.Residual),
            DistanceFactor = distance / mean(scores => scores.Distance),
            NeighbourFactor = neighbours / mean(scores => scores.Neighbours),
            CodeFactor = code / mean(scores => scores.Code),
        };
    }

    private static (double Residual, double Distance, double Neighbours, double Code) Weights(
        ModelSettings settings, SampleLayout shape, bool hasWindows)
    {
        ScoreSettings weights = settings.Score;
        bool isVector = shape.Sizes.Count == 0;
        return (
            weights.Residual ?? (shape.Sides is null ? 1 : OneSidedResidual),
            weights.Distance ?? (hasWindows ? 3 : shape.HasPlanes || shape.Width > WidestDistance ? 0 : isVector ? 1 : 2),
            weights.Neighbours ?? (isVector ? 1 : 0),
            FamilyCatalog.CodeWeightOf(settings, shape.Kind));
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
    private static double Mean(BatchScores[] parts, Func<BatchScores, float[]> of) =>
        Math.Max(parts.SelectMany(of).Where(float.IsFinite).Select(v => (double)v).DefaultIfEmpty(1).Average(), SmallestMean);
}
