using System.Numerics;
using System.Runtime.InteropServices;

namespace Detector.Core.Scoring;

/// <summary>
/// The score of an event: how badly it is reconstructed, plus how far its code is from the codes of training rows, each in
/// units of what a usual row has. One instance serves one thread; nothing is allocated per event.
/// </summary>
public sealed class ScoreFunction
{
    private readonly float _residualFactor;
    private readonly float _codeFactor;
    private readonly float[] _codeMean;
    private readonly float[] _codeInverse;
    private readonly float[] _code;
    private readonly NearestCodes? _nearest;

    public ScoreFunction(ScoreCalibration calibration)
    {
        _residualFactor = (float)(1 / calibration.ResidualScale);
        _codeFactor = (float)(1 / calibration.CodeScale);
        _codeMean = calibration.CodeMean;
        _codeInverse = Array.ConvertAll(calibration.CodeDeviation, deviation => 1 / deviation);
        _code = new float[_codeMean.Length];
        _nearest = calibration.References.Length == 0 ? null : new NearestCodes(calibration.References, _code.Length, calibration.Neighbours);
    }

    /// <summary>Scores rows. A part that is not a finite number becomes positive infinity, so that such an event raises an alert.</summary>
    /// <param name="features">[N * F] scaled features, row-major.</param>
    /// <param name="reconstructions">[N * F] what the model made of them.</param>
    /// <param name="codes">[N * C] their codes.</param>
    /// <param name="count">N.</param>
    /// <param name="scores">Out: the first N entries.</param>
    public void Score(ReadOnlySpan<float> features, ReadOnlySpan<float> reconstructions, ReadOnlySpan<float> codes, int count, BatchScores scores)
    {
        int width = features.Length / Math.Max(count, 1);
        for (int i = 0; i < count; i++)
        {
            float error = Error(features.Slice(i * width, width), reconstructions.Slice(i * width, width));
            scores.Error[i] = error;
            scores.Residual[i] = FiniteOrInfinity(error * _residualFactor);
            scores.Code[i] = _nearest is null ? 0 : FiniteOrInfinity(CodeDistance(codes.Slice(i * _code.Length, _code.Length)) * _codeFactor);
            scores.Score[i] = scores.Residual[i] + scores.Code[i];
        }
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

    private float CodeDistance(ReadOnlySpan<float> code)
    {
        for (int i = 0; i < _code.Length; i++)
        {
            _code[i] = (code[i] - _codeMean[i]) * _codeInverse[i];
        }

        return _nearest!.MeanDistance(_code);
    }

    private static float FiniteOrInfinity(float value) => float.IsFinite(value) ? value : float.PositiveInfinity;
}
