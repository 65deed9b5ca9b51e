using System.Numerics;
using System.Runtime.InteropServices;

namespace Detector.Core.Scoring;

/// <summary>
/// The score of an event: how badly it is reconstructed, how far it is from the training rows, and how far its code is from theirs,
/// each in units of what a usual row has. One instance serves one thread; nothing is allocated per event.
/// </summary>
public sealed class ScoreFunction
{
    private readonly ScoreCalibration _calibration;
    private readonly WhitenedDistance? _errors;
    private readonly WhitenedDistance? _features;
    private readonly WhitenedDistance? _codes;
    private readonly float[] _difference;
    private readonly int _width;
    private readonly int _codeWidth;

    /// <param name="calibration">What was learned.</param>
    /// <param name="width">Numbers in a sample, F.</param>
    /// <param name="codeWidth">Numbers in a code, C.</param>
    public ScoreFunction(ScoreCalibration calibration, int width, int codeWidth)
    {
        _calibration = calibration;
        (_width, _codeWidth) = (width, codeWidth);
        _difference = new float[width];
        _errors = Distance(calibration.Errors);
        _features = calibration.DistanceFactor == 0 ? null : Distance(calibration.Features);
        _codes = calibration.CodeFactor == 0 ? null : Distance(calibration.Codes);
    }

    /// <summary>Scores rows. A part that is not a finite number becomes positive infinity, so that such an event raises an alert.</summary>
    /// <param name="features">[N * F] scaled features, row-major.</param>
    /// <param name="reconstructions">[N * F] what the model made of them.</param>
    /// <param name="codes">[N * C] their codes.</param>
    /// <param name="own">[N] the model's own measures; empty where it has none.</param>
    /// <param name="count">N.</param>
    /// <param name="scores">Out: the first N entries.</param>
    public void Score(
        ReadOnlySpan<float> features, ReadOnlySpan<float> reconstructions, ReadOnlySpan<float> codes, ReadOnlySpan<float> own, int count, BatchScores scores)
    {
        var (residualFactor, distanceFactor, codeFactor) = ((float)_calibration.ResidualFactor, (float)_calibration.DistanceFactor, (float)_calibration.CodeFactor);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> row = features.Slice(i * _width, _width);
            ReadOnlySpan<float> reconstruction = reconstructions.Slice(i * _width, _width);
            float error = Error(row, reconstruction);
            float residual = FiniteOrInfinity(residualFactor * (_calibration.TakesOwn ? own[i] - (float)_calibration.OwnOffset : Residual(row, reconstruction, error)));
            float distance = _features is null ? 0 : FiniteOrInfinity(_features.Of(row) * distanceFactor);
            float code = _codes is null ? 0 : FiniteOrInfinity(_codes.Of(codes.Slice(i * _codeWidth, _codeWidth)) * codeFactor);
            scores.Error[i] = error;
            scores.Residual[i] = residual;
            scores.Distance[i] = distance;
            scores.Code[i] = code;
            scores.Score[i] = residual + distance + code;
        }
    }

    /// <summary>
    /// Each feature's share of an event's score, adding up to 1: the residual's part is split by squared error, as the residual weighs it, the other two by
    /// the squared coordinates of the whitened features.
    /// </summary>
    /// <param name="row">[F] scaled features.</param>
    /// <param name="reconstruction">[F] what the model made of them.</param>
    /// <param name="residual">The score's residual part.</param>
    /// <param name="position">The score's other parts.</param>
    public double[] Shares(ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction, double residual, double position)
    {
        Residual(row, reconstruction, 0);
        ReadOnlySpan<float> weighed = _errors is null ? _difference : _errors.Coordinates;
        _features?.Of(row);
        double[] errors = new double[_width];
        double[] coordinates = new double[_width];
        for (int i = 0; i < _width; i++)
        {
            float difference = _errors is null && _calibration.ErrorScale is null ? row[i] - reconstruction[i] : weighed[i];
            errors[i] = (double)difference * difference;
            coordinates[i] = _features is null ? errors[i] : Math.Pow(_features.Coordinates[i], 2);
        }

        return ScoreShares.Of(errors, coordinates, Math.Max(0, residual), position);
    }

    private static WhitenedDistance? Distance(Whitening? whitening) => whitening is null ? null : new WhitenedDistance(whitening);

    private float Residual(ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction, float error)
    {
        if (_errors is null && _calibration.ErrorScale is null)
        {
            return error;
        }

        float sum = 0;
        for (int i = 0; i < _difference.Length; i++)
        {
            _difference[i] = (row[i] - reconstruction[i]) * (_calibration.ErrorScale?[i] ?? 1);
            sum += _difference[i] * _difference[i];
        }

        return (_errors?.Of(_difference) ?? MathF.Sqrt(sum)) / MathF.Sqrt(_width);
    }

    /// <summary>Root mean square of a row's reconstruction error over its features; positive infinity where it is not finite.</summary>
    public static float Error(ReadOnlySpan<float> features, ReadOnlySpan<float> reconstruction)
    {
        ReadOnlySpan<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(features);
        ReadOnlySpan<Vector<float>> y = MemoryMarshal.Cast<float, Vector<float>>(reconstruction);
        Vector<float> squares = Vector<float>.Zero;
        for (int i = 0; i < x.Length; i++)
        {
            Vector<float> difference = x[i] - y[i];
            squares += difference * difference;
        }

        float sum = Vector.Sum(squares);
        for (int i = x.Length * Vector<float>.Count; i < features.Length; i++)
        {
            float difference = features[i] - reconstruction[i];
            sum += difference * difference;
        }

        return FiniteOrInfinity(MathF.Sqrt(sum / features.Length));
    }

    private static float FiniteOrInfinity(float value) => float.IsFinite(value) ? value : float.PositiveInfinity;
}
