using System.Numerics;
using System.Runtime.InteropServices;

namespace Detector.Core.Scoring;

/// <summary>
/// Applies a <see cref="Whitening"/> to rows, some of them and several coordinates at a time: the map is read once for a block of rows. A
/// row's distance is the same whatever rows are beside it. One instance serves one thread; allocates nothing per row.
/// </summary>
/// <param name="whitening">The map, of n columns.</param>
/// <param name="mayLack">Whether rows may lack numbers (NaN), which are then taken as the mean.</param>
public sealed class WhitenedDistance(Whitening whitening, bool mayLack = false)
{
    /// <summary>Rows a block.</summary>
    public const int Block = 4;

    private readonly float[] _mean = whitening.Mean;

    // Two vectors of coordinates at a time, padded with zeros to whole vectors: column i of them is at 2i.
    private readonly Vector<float>[][] _columns = Columns(whitening);
    private readonly Vector<float>[] _first = new Vector<float>[2 * Pairs(whitening.Width)];

    // [Block * n]: what the block's rows are from the mean.
    private readonly float[] _differences = new float[Block * whitening.Width];

    /// <summary>The whitened row of the last call, or its block's first one.</summary>
    public ReadOnlySpan<float> Coordinates => MemoryMarshal.Cast<Vector<float>, float>(_first.AsSpan())[.._mean.Length];

    /// <summary>What that row is from the mean, [n].</summary>
    public ReadOnlySpan<float> Differences => _differences.AsSpan(0, _mean.Length);

    /// <summary>Mahalanobis distance of a row; not finite where the row is not.</summary>
    public float Of(ReadOnlySpan<float> row)
    {
        Span<float> distance = stackalloc float[1];
        Of(row, distance);
        return distance[0];
    }

    /// <summary>Mahalanobis distances of rows.</summary>
    /// <param name="rows">[m * n] rows, row-major.</param>
    /// <param name="distances">[m] out.</param>
    public void Of(ReadOnlySpan<float> rows, Span<float> distances)
    {
        for (int start = 0; start < distances.Length; start += Block)
        {
            int count = Math.Min(Block, distances.Length - start);
            OfBlock(rows.Slice(start * _mean.Length, count * _mean.Length), distances.Slice(start, count));
        }
    }

    private void OfBlock(ReadOnlySpan<float> rows, Span<float> distances)
    {
        int width = _mean.Length;
        for (int row = 0; row < distances.Length; row++)
        {
            Subtract(rows.Slice(row * width, width), _differences.AsSpan(row * width, width));
        }

        // What an earlier block left behind might be what is slow to reckon with: not finite, or next to nothing.
        _differences.AsSpan(distances.Length * width).Clear();

        var (s0, s1, s2, s3) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        for (int pair = 0; pair < _columns.Length; pair++)
        {
            AddSquares(pair, ref s0, ref s1, ref s2, ref s3);
        }

        Span<float> all = [Vector.Sum(s0), Vector.Sum(s1), Vector.Sum(s2), Vector.Sum(s3)];
        for (int row = 0; row < distances.Length; row++)
        {
            distances[row] = MathF.Sqrt(all[row]);
        }
    }

    private void Subtract(ReadOnlySpan<float> row, Span<float> difference)
    {
        ReadOnlySpan<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(row);
        ReadOnlySpan<Vector<float>> mean = MemoryMarshal.Cast<float, Vector<float>>(_mean);
        Span<Vector<float>> result = MemoryMarshal.Cast<float, Vector<float>>(difference);
        for (int i = 0; i < x.Length; i++)
        {
            Vector<float> between = x[i] - mean[i];
            result[i] = mayLack ? Vector.ConditionalSelect(Vector.Equals(x[i], x[i]), between, Vector<float>.Zero) : between;
        }

        for (int i = x.Length * Vector<float>.Count; i < row.Length; i++)
        {
            difference[i] = mayLack && float.IsNaN(row[i]) ? 0 : row[i] - _mean[i];
        }
    }

    // Eight sums under way at once: a single one would wait for itself.
    private void AddSquares(int pair, ref Vector<float> s0, ref Vector<float> s1, ref Vector<float> s2, ref Vector<float> s3)
    {
        var (a0, a1, a2, a3) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        var (b0, b1, b2, b3) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        int width = _mean.Length;
        ReadOnlySpan<Vector<float>> columns = _columns[pair];
        ReadOnlySpan<float> row0 = _differences.AsSpan(0, width);
        ReadOnlySpan<float> row1 = _differences.AsSpan(width, row0.Length);
        ReadOnlySpan<float> row2 = _differences.AsSpan(2 * width, row0.Length);
        ReadOnlySpan<float> row3 = _differences.AsSpan(3 * width, row0.Length);
        for (int i = 0; i < row0.Length; i++)
        {
            Vector<float> a = columns[2 * i];
            Vector<float> b = columns[(2 * i) + 1];
            var (x0, x1) = (new Vector<float>(row0[i]), new Vector<float>(row1[i]));
            var (x2, x3) = (new Vector<float>(row2[i]), new Vector<float>(row3[i]));
            a0 = Vector.FusedMultiplyAdd(x0, a, a0);
            b0 = Vector.FusedMultiplyAdd(x0, b, b0);
            a1 = Vector.FusedMultiplyAdd(x1, a, a1);
            b1 = Vector.FusedMultiplyAdd(x1, b, b1);
            a2 = Vector.FusedMultiplyAdd(x2, a, a2);
            b2 = Vector.FusedMultiplyAdd(x2, b, b2);
            a3 = Vector.FusedMultiplyAdd(x3, a, a3);
            b3 = Vector.FusedMultiplyAdd(x3, b, b3);
        }

        (_first[2 * pair], _first[(2 * pair) + 1]) = (a0, b0);
        s0 += (a0 * a0) + (b0 * b0);
        s1 += (a1 * a1) + (b1 * b1);
        s2 += (a2 * a2) + (b2 * b2);
        s3 += (a3 * a3) + (b3 * b3);
    }

    private static int Pairs(int width) => (width + (2 * Vector<float>.Count) - 1) / (2 * Vector<float>.Count);

    private static Vector<float>[][] Columns(Whitening whitening)
    {
        int width = whitening.Width;
        int lanes = 2 * Vector<float>.Count;
        var columns = new Vector<float>[Pairs(width)][];
        for (int pair = 0; pair < columns.Length; pair++)
        {
            columns[pair] = new Vector<float>[2 * width];
            Span<float> numbers = MemoryMarshal.Cast<Vector<float>, float>(columns[pair].AsSpan());
            for (int i = 0; i < width; i++)
            {
                for (int line = pair * lanes; line < Math.Min(width, (pair + 1) * lanes); line++)
                {
                    numbers[(i * lanes) + line - (pair * lanes)] = whitening.Map[(line * width) + i];
                }
            }
        }

        return columns;
    }
}
