using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Detector.Core.Scoring;

/// <summary>
/// How far rows are from their <see cref="Neighbours"/>: what may be the nearest of a group is found by whole numbers, and measured
/// exactly. A row's distance is the same whatever rows are beside it. One instance serves one thread; allocates nothing per row.
/// </summary>
public sealed class NeighbourDistance
{
    private const int Block = NearestScreen.Block;

    private readonly Neighbours _neighbours;
    private readonly int _width;
    private readonly int _groups;
    private readonly NearestScreen _screen;

    // Rows and neighbours with zeros behind them.
    private readonly int _padded;
    private readonly float[] _rows;
    private readonly float[] _measured;
    private readonly int[] _groupOf;

    // What a row lacks is taken as the neighbours' mean; null where rows lack nothing.
    private readonly float[]? _means;

    private readonly float[] _nearest;

    /// <param name="neighbours">The rows to measure from.</param>
    /// <param name="mayLack">Whether rows may lack numbers (NaN).</param>
    public NeighbourDistance(Neighbours neighbours, bool mayLack = false)
    {
        (_neighbours, _width, _groups) = (neighbours, neighbours.Width, neighbours.Groups);
        _screen = new NearestScreen(neighbours);
        _padded = _screen.Width;
        int count = _groups * neighbours.GroupRows;
        _groupOf = [.. Enumerable.Range(0, count).Select(place => place / neighbours.GroupRows)];
        _measured = new float[count * _padded];
        for (int place = 0; place < count; place++)
        {
            neighbours.Rows.AsSpan(place * _width, _width).CopyTo(_measured.AsSpan(place * _padded));
        }

        _means = mayLack ? Means(neighbours) : null;
        _rows = new float[Block * _padded];
        _nearest = new float[Block * _groups];
    }

    /// <summary>Distances of rows; not finite where one of a row's numbers is not.</summary>
    /// <param name="rows">[k * n] rows, row-major.</param>
    /// <param name="distances">[k] out.</param>
    public void Of(ReadOnlySpan<float> rows, Span<float> distances)
    {
        for (int start = 0; start < distances.Length; start += Block)
        {
            int count = Math.Min(Block, distances.Length - start);
            OfBlock(rows.Slice(start * _width, count * _width), count);
            for (int i = 0; i < count; i++)
            {
                float sum = 0;
                foreach (float nearest in _nearest.AsSpan(i * _groups, _groups))
                {
                    sum += nearest;
                }

                distances[start + i] = sum / _groups;
            }
        }
    }

    /// <summary>Each row's distance from the nearest row of each group.</summary>
    /// <param name="rows">[k * n] rows, row-major.</param>
    /// <param name="nearest">[k * G] out.</param>
    public void Nearest(ReadOnlySpan<float> rows, Span<float> nearest)
    {
        int all = nearest.Length / _groups;
        for (int start = 0; start < all; start += Block)
        {
            int count = Math.Min(Block, all - start);
            OfBlock(rows.Slice(start * _width, count * _width), count);
            _nearest.AsSpan(0, count * _groups).CopyTo(nearest[(start * _groups)..]);
        }
    }

    /// <summary>[n] each number's part in a row's distance: they add up to it.</summary>
    public double[] Parts(ReadOnlySpan<float> row)
    {
        double[] parts = new double[_width];
        Fill(row, _rows);
        for (int group = 0; group < _groups; group++)
        {
            ReadOnlySpan<float> nearest = NearestOf(group);
            double distance = Math.Sqrt(Square(_rows, nearest));

            // Where it is not finite, what made it so is what stands out.
            double divisor = double.IsFinite(distance) && distance > 0 ? distance : 1;
            for (int i = 0; i < _width; i++)
            {
                double difference = (double)_rows[i] - nearest[i];
                parts[i] += difference * difference / divisor / _groups;
            }
        }

        return parts;
    }

    private ReadOnlySpan<float> NearestOf(int group)
    {
        (int best, double least) = (0, double.PositiveInfinity);
        for (int i = 0; i < _neighbours.GroupRows; i++)
        {
            double square = Square(_rows, Row(group, i));
            (best, least) = square < least ? (i, square) : (best, least);
        }

        return Row(group, best);
    }

    private double Square(ReadOnlySpan<float> row, ReadOnlySpan<float> neighbour)
    {
        double sum = 0;
        for (int i = 0; i < _width; i++)
        {
            double difference = (double)row[i] - neighbour[i];
            sum += difference * difference;
        }

        return sum;
    }

    private ReadOnlySpan<float> Row(int group, int index) =>
        _neighbours.Rows.AsSpan(((group * _neighbours.GroupRows) + index) * _width, _width);

    private void OfBlock(ReadOnlySpan<float> rows, int count)
    {
        for (int row = 0; row < count; row++)
        {
            Fill(rows.Slice(row * _width, _width), _rows.AsSpan(row * _padded, _width));
        }

        _screen.Measure(_rows);
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<float> own = _rows.AsSpan(row * _padded, _padded);
            Span<float> nearest = _nearest.AsSpan(row * _groups, _groups);
            nearest.Fill(float.PositiveInfinity);
            foreach (int place in _screen.Candidates(row))
            {
                ref float least = ref nearest[_groupOf[place]];
                least = Math.Min(least, SquareFrom(own, place));
            }

            foreach (ref float least in nearest)
            {
                least = MathF.Sqrt(least);
            }
        }
    }

    private float SquareFrom(ReadOnlySpan<float> row, int place)
    {
        ref float x = ref MemoryMarshal.GetReference(row);
        ref float y = ref _measured[place * _padded];
        Vector256<float> sum = Vector256<float>.Zero;
        for (nuint i = 0; i < (nuint)row.Length; i += (nuint)Vector256<float>.Count)
        {
            Vector256<float> difference = Vector256.LoadUnsafe(ref x, i) - Vector256.LoadUnsafe(ref y, i);
            sum = Vector256.FusedMultiplyAdd(difference, difference, sum);
        }

        return Vector256.Sum(sum);
    }

    private void Fill(ReadOnlySpan<float> row, Span<float> filled)
    {
        row.CopyTo(filled);
        for (int i = 0; _means is not null && i < row.Length; i++)
        {
            filled[i] = float.IsNaN(row[i]) ? _means[i] : row[i];
        }
    }

    private static float[] Means(Neighbours neighbours)
    {
        double[] sums = new double[neighbours.Width];
        for (int i = 0; i < neighbours.Rows.Length; i++)
        {
            sums[i % sums.Length] += neighbours.Rows[i];
        }

        return Array.ConvertAll(sums, sum => (float)(sum * sums.Length / neighbours.Rows.Length));
    }
}
