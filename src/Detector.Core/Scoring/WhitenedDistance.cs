using System.Numerics;
using System.Runtime.InteropServices;

namespace Detector.Core.Scoring;

/// <summary>Applies a <see cref="Whitening"/>, several coordinates at a time. One instance serves one thread; allocates nothing per row.</summary>
public sealed class WhitenedDistance
{
    private readonly float[] _mean;
    private readonly int _lines;
    private readonly Vector<float>[] _columns;
    private readonly Vector<float>[] _result;
    private readonly float[] _present;

    public WhitenedDistance(Whitening whitening)
    {
        // Column-major and padded with zeros to whole vectors: a column times one coordinate is a run of vector operations.
        int width = whitening.Width;
        _mean = whitening.Mean;
        _present = new float[width];
        _lines = (width + Vector<float>.Count - 1) / Vector<float>.Count;
        _columns = new Vector<float>[width * _lines];
        _result = new Vector<float>[_lines];
        Span<float> lanes = MemoryMarshal.Cast<Vector<float>, float>(_columns.AsSpan());
        for (int column = 0; column < width; column++)
        {
            for (int row = 0; row < width; row++)
            {
                lanes[(column * _lines * Vector<float>.Count) + row] = whitening.Map[(row * width) + column];
            }
        }
    }

    /// <summary>The whitened row of the last call of <see cref="Of"/>.</summary>
    public ReadOnlySpan<float> Coordinates => MemoryMarshal.Cast<Vector<float>, float>(_result.AsSpan())[.._mean.Length];

    /// <summary>Mahalanobis distance of a row; not finite where the row is not.</summary>
    public float Of(ReadOnlySpan<float> row)
    {
        Span<Vector<float>> result = _result;
        Vector<float> squares = Vector<float>.Zero;
        int line = 0;
        for (; line + 4 <= _lines; line += 4)
        {
            squares += FourLines(row, line);
        }

        for (; line < _lines; line++)
        {
            Vector<float> sum = Vector<float>.Zero;
            for (int i = 0; i < row.Length; i++)
            {
                sum = Vector.FusedMultiplyAdd(new Vector<float>(row[i] - _mean[i]), _columns[(i * _lines) + line], sum);
            }

            result[line] = sum;
            squares += sum * sum;
        }

        return MathF.Sqrt(Vector.Sum(squares));
    }

    /// <summary>Mahalanobis distance of a row whose absent numbers (NaN) are taken as the mean.</summary>
    public float OfPresent(ReadOnlySpan<float> row)
    {
        for (int i = 0; i < row.Length; i++)
        {
            _present[i] = float.IsNaN(row[i]) ? _mean[i] : row[i];
        }

        return Of(_present);
    }

    // Four sums under way at once: a single one would wait for itself.
    private Vector<float> FourLines(ReadOnlySpan<float> row, int line)
    {
        Vector<float> a = Vector<float>.Zero;
        Vector<float> b = Vector<float>.Zero;
        Vector<float> c = Vector<float>.Zero;
        Vector<float> d = Vector<float>.Zero;
        for (int i = 0; i < row.Length; i++)
        {
            var x = new Vector<float>(row[i] - _mean[i]);
            ReadOnlySpan<Vector<float>> column = _columns.AsSpan((i * _lines) + line, 4);
            a = Vector.FusedMultiplyAdd(x, column[0], a);
            b = Vector.FusedMultiplyAdd(x, column[1], b);
            c = Vector.FusedMultiplyAdd(x, column[2], c);
            d = Vector.FusedMultiplyAdd(x, column[3], d);
        }

        (_result[line], _result[line + 1], _result[line + 2], _result[line + 3]) = (a, b, c, d);
        return (a * a) + (b * b) + (c * c) + (d * d);
    }
}
