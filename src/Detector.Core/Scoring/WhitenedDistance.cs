using System.Numerics;
using System.Runtime.InteropServices;
using Detector.Core.Networks;

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
    public const int Block = BlockMatrix.Block;

    private readonly float[] _mean = whitening.Mean;

    private readonly BlockMatrix _map = new(whitening.Map, whitening.Width);
    private readonly Vector<float>[] _products = new Vector<float>[2 * Block];
    private readonly float[] _first = new float[whitening.Width + BlockMatrix.Lanes];

    // [Block * n]: what the block's rows are from the mean.
    private readonly float[] _differences = new float[Block * whitening.Width];

    /// <summary>The whitened row of the last call, or its block's first one.</summary>
    public ReadOnlySpan<float> Coordinates => _first.AsSpan(0, _mean.Length);

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
        Span<Vector<float>> products = _products;
        for (int pair = 0; pair < _map.Pairs; pair++)
        {
            _map.Multiply(pair, _differences, width, Vector<float>.Zero, Vector<float>.Zero, products);
            products[0].CopyTo(_first, pair * BlockMatrix.Lanes);
            products[1].CopyTo(_first, (pair * BlockMatrix.Lanes) + Vector<float>.Count);
            s0 += (products[0] * products[0]) + (products[1] * products[1]);
            s1 += (products[2] * products[2]) + (products[3] * products[3]);
            s2 += (products[4] * products[4]) + (products[5] * products[5]);
            s3 += (products[6] * products[6]) + (products[7] * products[7]);
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
}
