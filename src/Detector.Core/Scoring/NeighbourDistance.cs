using System.Numerics;
using System.Runtime.InteropServices;

namespace Detector.Core.Scoring;

/// <summary>
/// How far rows are from their <see cref="Neighbours"/>. A lane of a vector is a group, or a part of one, so that the nearest of each is a
/// running minimum; the neighbours are read once for a block of rows. A row's distance is the same whatever rows are beside it. One
/// instance serves one thread; allocates nothing per row.
/// </summary>
public sealed class NeighbourDistance
{
    private const int Block = 4;

    private static readonly int PairLanes = 2 * Vector<float>.Count;

    private readonly Neighbours _neighbours;
    private readonly int _width;
    private readonly int _groups;

    // Lanes a group has: its rows are dealt out to them.
    private readonly int _copies;
    private readonly int _pairs;
    private readonly int _steps;

    // Two vectors of lanes at a time: column i of a step's rows is at 2i.
    private readonly Vector<float>[] _columns;

    // What a row lacks is taken as the neighbours' mean; null where rows lack nothing.
    private readonly float[]? _means;

    private readonly float[] _rows;
    private readonly Vector<float>[] _best;
    private readonly float[] _nearest;

    /// <param name="neighbours">The rows to measure from.</param>
    /// <param name="mayLack">Whether rows may lack numbers (NaN).</param>
    public NeighbourDistance(Neighbours neighbours, bool mayLack = false)
    {
        (_neighbours, _width, _groups) = (neighbours, neighbours.Width, neighbours.Groups);
        _pairs = (_groups + PairLanes - 1) / PairLanes;
        _copies = _pairs * PairLanes / _groups;
        _steps = (neighbours.GroupRows + _copies - 1) / _copies;
        _columns = Columns();
        _means = mayLack ? Means(neighbours) : null;
        _rows = new float[Block * _width];
        _best = new Vector<float>[_pairs * 2 * Block];
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
        Fill(rows, _rows);

        // What an earlier block left behind might be what is slow to reckon with: not finite, or next to nothing.
        _rows.AsSpan(count * _width).Clear();
        for (int pair = 0; pair < _pairs; pair++)
        {
            FindNearest(pair);
        }

        ReadOnlySpan<float> lanes = MemoryMarshal.Cast<Vector<float>, float>(_best);
        for (int row = 0; row < count; row++)
        {
            for (int group = 0; group < _groups; group++)
            {
                float least = float.PositiveInfinity;
                for (int lane = group * _copies; lane < (group + 1) * _copies; lane++)
                {
                    least = Math.Min(least, lanes[(((lane / PairLanes * Block) + row) * PairLanes) + (lane % PairLanes)]);
                }

                _nearest[(row * _groups) + group] = MathF.Sqrt(least);
            }
        }
    }

    private void Fill(ReadOnlySpan<float> rows, Span<float> filled)
    {
        rows.CopyTo(filled);
        for (int i = 0; _means is not null && i < rows.Length; i++)
        {
            filled[i] = float.IsNaN(rows[i]) ? _means[i % _width] : rows[i];
        }
    }

    // Eight sums under way at once: a single one would wait for itself.
    private void FindNearest(int pair)
    {
        ReadOnlySpan<float> row0 = _rows.AsSpan(0, _width);
        ReadOnlySpan<float> row1 = _rows.AsSpan(_width, row0.Length);
        ReadOnlySpan<float> row2 = _rows.AsSpan(2 * _width, row0.Length);
        ReadOnlySpan<float> row3 = _rows.AsSpan(3 * _width, row0.Length);
        Span<Vector<float>> best = _best.AsSpan(pair * 2 * Block, 2 * Block);
        best.Fill(new Vector<float>(float.PositiveInfinity));
        for (int step = 0; step < _steps; step++)
        {
            ReadOnlySpan<Vector<float>> columns = _columns.AsSpan(((pair * _steps) + step) * 2 * _width, 2 * _width);
            var (a0, a1, a2, a3) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
            var (b0, b1, b2, b3) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
            for (int i = 0; i < row0.Length; i++)
            {
                Vector<float> a = columns[2 * i];
                Vector<float> b = columns[(2 * i) + 1];
                var (x0, x1) = (new Vector<float>(row0[i]), new Vector<float>(row1[i]));
                var (x2, x3) = (new Vector<float>(row2[i]), new Vector<float>(row3[i]));
                a0 = Add(x0 - a, a0);
                b0 = Add(x0 - b, b0);
                a1 = Add(x1 - a, a1);
                b1 = Add(x1 - b, b1);
                a2 = Add(x2 - a, a2);
                b2 = Add(x2 - b, b2);
                a3 = Add(x3 - a, a3);
                b3 = Add(x3 - b, b3);
            }

            (best[0], best[1]) = (Vector.MinNative(best[0], a0), Vector.MinNative(best[1], b0));
            (best[2], best[3]) = (Vector.MinNative(best[2], a1), Vector.MinNative(best[3], b1));
            (best[4], best[5]) = (Vector.MinNative(best[4], a2), Vector.MinNative(best[5], b2));
            (best[6], best[7]) = (Vector.MinNative(best[6], a3), Vector.MinNative(best[7], b3));
        }
    }

    private static Vector<float> Add(Vector<float> difference, Vector<float> sum) => Vector.FusedMultiplyAdd(difference, difference, sum);

    // Where a lane has fewer rows than others, its last one stands in: it cannot become nearer.
    private Vector<float>[] Columns()
    {
        var columns = new Vector<float>[_pairs * _steps * 2 * _width];
        Span<float> numbers = MemoryMarshal.Cast<Vector<float>, float>(columns.AsSpan());
        for (int lane = 0; lane < _groups * _copies; lane++)
        {
            for (int step = 0; step < _steps; step++)
            {
                ReadOnlySpan<float> row = Row(lane / _copies, Math.Min((lane % _copies) + (step * _copies), _neighbours.GroupRows - 1));
                int start = (((lane / PairLanes * _steps) + step) * _width * PairLanes) + (lane % PairLanes);
                for (int i = 0; i < _width; i++)
                {
                    numbers[start + (i * PairLanes)] = row[i];
                }
            }
        }

        return columns;
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
