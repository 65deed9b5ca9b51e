using System.Numerics;
using System.Runtime.InteropServices;

namespace Detector.Core.Scoring;

/// <summary>
/// How far a sample's features are from those of the training samples: the features alone, or together with the squares of what they are from their means,
/// where the <see cref="Whitening"/> is of twice as many columns. One instance serves one thread; allocates nothing per sample.
/// </summary>
internal sealed class FeatureDistance
{
    private readonly WhitenedDistance _distance;
    private readonly float[] _mean;
    private readonly float[] _expanded;
    private readonly int _width;
    private readonly bool _mayLack;

    /// <param name="whitening">Of F columns, or of 2F: the features and their squares.</param>
    /// <param name="width">F.</param>
    /// <param name="mayLack">Whether a sample may lack numbers (NaN), which are then taken as their mean.</param>
    public FeatureDistance(Whitening whitening, int width, bool mayLack)
    {
        (_distance, _mean, _width, _mayLack) = (new WhitenedDistance(whitening), whitening.Mean, width, mayLack);
        _expanded = new float[whitening.Width == width ? 0 : 2 * width];
    }

    /// <summary>Distance of a sample [F]; not finite where one of its numbers is not.</summary>
    public float Of(ReadOnlySpan<float> row)
    {
        if (_expanded.Length > 0)
        {
            Expand(row);
            row = _expanded;
        }

        return _mayLack ? _distance.OfPresent(row) : _distance.Of(row);
    }

    /// <summary>A feature's part in the square of the last distance.</summary>
    public double Part(int feature)
    {
        double part = Square(_distance.Coordinates[feature]);
        return _expanded.Length == 0 ? part : part + Square(_distance.Coordinates[_width + feature]);
    }

    private static double Square(double value) => value * value;

    private void Expand(ReadOnlySpan<float> row)
    {
        row.CopyTo(_expanded);
        Span<float> squares = _expanded.AsSpan(_width);
        ReadOnlySpan<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(row);
        ReadOnlySpan<Vector<float>> mean = MemoryMarshal.Cast<float, Vector<float>>(_mean.AsSpan(0, _width));
        Span<Vector<float>> result = MemoryMarshal.Cast<float, Vector<float>>(squares);
        for (int i = 0; i < x.Length; i++)
        {
            Vector<float> difference = x[i] - mean[i];
            result[i] = difference * difference;
        }

        for (int i = x.Length * Vector<float>.Count; i < _width; i++)
        {
            float difference = row[i] - _mean[i];
            squares[i] = difference * difference;
        }
    }
}
