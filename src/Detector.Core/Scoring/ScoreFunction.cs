using System.Numerics;
using System.Runtime.InteropServices;

namespace Detector.Core.Scoring;

/// <summary>
/// The score of an event: how badly it is reconstructed, how far it is from the training rows, and how far its code is from theirs,
/// each in units of what a usual row has. One instance serves one thread; nothing is allocated per event.
/// </summary>
public sealed class ScoreFunction
{
    private readonly float _residualFactor;
    private readonly float _distanceFactor;
    private readonly float _codeFactor;
    private readonly WhitenedDistance _features;
    private readonly WhitenedDistance _codes;
    private readonly int _width;
    private readonly int _codeWidth;

    public ScoreFunction(ScoreCalibration calibration)
    {
        _residualFactor = (float)calibration.ResidualFactor;
        _distanceFactor = (float)calibration.DistanceFactor;
        _codeFactor = (float)calibration.CodeFactor;
        _features = new WhitenedDistance(calibration.Features);
        _codes = new WhitenedDistance(calibration.Codes);
        (_width, _codeWidth) = (calibration.Features.Width, calibration.Codes.Width);
    }

    /// <summary>Scores rows. A part that is not a finite number becomes positive infinity, so that such an event raises an alert.</summary>
    /// <param name="features">[N * F] scaled features, row-major.</param>
    /// <param name="reconstructions">[N * F] what the model made of them.</param>
    /// <param name="codes">[N * C] their codes.</param>
    /// <param name="count">N.</param>
    /// <param name="scores">Out: the first N entries.</param>
    public void Score(ReadOnlySpan<float> features, ReadOnlySpan<float> reconstructions, ReadOnlySpan<float> codes, int count, BatchScores scores)
    {
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> row = features.Slice(i * _width, _width);
            float error = Error(row, reconstructions.Slice(i * _width, _width));
            float residual = FiniteOrInfinity(error * _residualFactor);
            float distance = _distanceFactor == 0 ? 0 : FiniteOrInfinity(_features.Of(row) * _distanceFactor);
            float code = _codeFactor == 0 ? 0 : FiniteOrInfinity(_codes.Of(codes.Slice(i * _codeWidth, _codeWidth)) * _codeFactor);
            scores.Error[i] = error;
            scores.Residual[i] = residual;
            scores.Distance[i] = distance;
            scores.Code[i] = code;
            scores.Score[i] = residual + distance + code;
        }
    }

    /// <summary>
    /// Each feature's share of an event's score, adding up to 1: the residual's part is split by squared error, the other two by the
    /// squared coordinates of the whitened features.
    /// </summary>
    /// <param name="row">[F] scaled features.</param>
    /// <param name="reconstruction">[F] what the model made of them.</param>
    /// <param name="residual">The score's residual part.</param>
    /// <param name="position">The score's other parts.</param>
    public double[] Shares(ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction, double residual, double position)
    {
        _features.Of(row);
        double[] errors = new double[_width];
        double[] coordinates = new double[_width];
        for (int i = 0; i < _width; i++)
        {
            errors[i] = Math.Pow((double)row[i] - reconstruction[i], 2);
            coordinates[i] = Math.Pow(_features.Coordinates[i], 2);
        }

        return ScoreShares.Of(errors, coordinates, residual, position);
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
