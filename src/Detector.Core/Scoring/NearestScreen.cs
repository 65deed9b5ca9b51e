using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Detector.Core.Scoring;

/// <summary>
/// Finds the few of the <see cref="Neighbours"/> among which each group's nearest is: distances are reckoned in whole numbers of 16 bits,
/// which takes half the time of floats, and what is farther than rounding may be wrong by is left out. A lane of a vector is a group, or a
/// part of one; the neighbours are read once for a block of rows. One instance serves one thread; allocates nothing per row.
/// </summary>
internal sealed class NearestScreen
{
    /// <summary>Rows a block.</summary>
    public const int Block = 4;

    private const int Lanes = 2 * 8;

    // A row is read in vectors of so many numbers.
    private const int Padding = 16;

    // Squares of distances stay below it, so that no sum of theirs runs over.
    private const double LargestSquare = 1 << 30;

    // Numbers are scaled to within about this (Features.ScaleRule). Rows with larger ones are not screened.
    private const float LeastRange = 20;

    private static readonly Vector256<int> _farthest = Vector256.Create(int.MaxValue);

    private readonly int _groups;
    private readonly int _copies; // lanes a group has: its rows are dealt out to them
    private readonly int _sets; // of Lanes lanes
    private readonly int _steps;
    private readonly int _words; // pairs of numbers a row
    private readonly float _range;
    private readonly float _scale;
    private readonly double _error; // the neighbours' rounding: the longest of the differences

    private readonly int[] _columns; // [sets, steps, words, lanes], two whole numbers in each
    private readonly int[] _norms; // [sets, steps, lanes]: a neighbour's square
    private readonly int[] _places; // [sets, steps, lanes]: which neighbour
    private readonly int[] _all;

    private readonly short[] _rows; // [block, padded width]
    private readonly int[] _rowNorms = new int[Block];
    private readonly double[] _rowErrors = new double[Block];
    private readonly bool[] _fits = new bool[Block];
    private readonly int[] _squares; // [block, sets, steps, lanes]: of the distance, less the row's own square
    private readonly int[] _least; // [block, sets, lanes]
    private readonly int[] _bounds; // [sets, lanes]
    private readonly int[] _candidates;

    /// <param name="neighbours">The rows among which the nearest is sought.</param>
    public NearestScreen(Neighbours neighbours)
    {
        _groups = neighbours.Groups;
        _sets = (_groups + Lanes - 1) / Lanes;
        _copies = _sets * Lanes / _groups;
        _steps = (neighbours.GroupRows + _copies - 1) / _copies;
        _words = (neighbours.Width + 1) / 2;
        _range = LeastRange;
        foreach (float number in neighbours.Rows)
        {
            _range = Math.Max(_range, Math.Abs(number));
        }

        _scale = (float)(Math.Floor(Math.Sqrt(LargestSquare / 4 / neighbours.Width)) / _range);
        Width = PaddedWidth(neighbours.Width);
        int lanes = _sets * _steps * Lanes;
        (_columns, _norms, _places) = (new int[lanes * _words], new int[lanes], new int[lanes]);
        _all = [.. Enumerable.Range(0, neighbours.Groups * neighbours.GroupRows)];
        _rows = new short[Block * Width];
        (_squares, _least) = (new int[Block * lanes], new int[Block * _sets * Lanes]);
        (_bounds, _candidates) = (new int[_sets * Lanes], new int[lanes]);
        _error = Lay(neighbours);
    }

    /// <summary>Numbers of a row as it is given: the neighbours' width and zeros behind it.</summary>
    public int Width { get; }

    /// <summary>Numbers that a row of so many takes with its zeros.</summary>
    public static int PaddedWidth(int width) => (width + Padding - 1) / Padding * Padding;

    /// <summary>Measures a block of rows, as candidates are to be asked for.</summary>
    /// <param name="rows">[Block * Width], zeros behind each row's numbers.</param>
    public void Measure(ReadOnlySpan<float> rows)
    {
        for (int row = 0; row < Block; row++)
        {
            Round(rows.Slice(row * Width, Width), row);
        }

        for (int set = 0; set < _sets; set++)
        {
            Measure(set);
        }
    }

    /// <summary>
    /// The neighbours among which the nearest of each group is, for a row of the block measured last; one may come twice.
    /// </summary>
    public ReadOnlySpan<int> Candidates(int row)
    {
        if (!_fits[row])
        {
            return _all;
        }

        Bound(row);
        int count = 0;
        ref int square = ref _squares[row * _norms.Length];
        ref int place = ref _places[0];
        ref int candidate = ref _candidates[0];
        for (int set = 0; set < _sets; set++)
        {
            var bounds = Vector512.LoadUnsafe(ref _bounds[set * Lanes]);
            for (int step = 0; step < _steps; step++)
            {
                ulong found = Vector512.LessThanOrEqual(Vector512.LoadUnsafe(ref square), bounds).ExtractMostSignificantBits();
                for (; found != 0; found &= found - 1)
                {
                    Unsafe.Add(ref candidate, count++) = Unsafe.Add(ref place, BitOperations.TrailingZeroCount(found));
                }

                square = ref Unsafe.Add(ref square, Lanes);
                place = ref Unsafe.Add(ref place, Lanes);
            }
        }

        return _candidates.AsSpan(0, count);
    }

    // A neighbour is at most as much nearer than it looks, or farther, as its own numbers and the row's are rounded by together.
    private void Bound(int row)
    {
        double slack = 2 * (_error + _rowErrors[row]);
        ReadOnlySpan<int> least = _least.AsSpan(row * _sets * Lanes, _sets * Lanes);
        _bounds.AsSpan().Fill(int.MinValue);
        for (int group = 0; group < _groups; group++)
        {
            int nearest = int.MaxValue;
            foreach (int square in least.Slice(group * _copies, _copies))
            {
                nearest = Math.Min(nearest, square);
            }

            double root = Math.Sqrt(nearest + _rowNorms[row]) + slack;
            int bound = (int)Math.Min((root * root) + 1, int.MaxValue) - _rowNorms[row];
            _bounds.AsSpan(group * _copies, _copies).Fill(bound);
        }
    }

    // Eight sums under way at once: a single one would wait for itself.
    private void Measure(int set)
    {
        ref int column = ref _columns[set * _steps * _words * Lanes];
        ref int row0 = ref Unsafe.As<short, int>(ref _rows[0]);
        ref int row1 = ref Unsafe.As<short, int>(ref _rows[Width]);
        ref int row2 = ref Unsafe.As<short, int>(ref _rows[2 * Width]);
        ref int row3 = ref Unsafe.As<short, int>(ref _rows[3 * Width]);
        var (c0, c1, c2, c3) = (_farthest, _farthest, _farthest, _farthest);
        var (d0, d1, d2, d3) = (_farthest, _farthest, _farthest, _farthest);
        ref int norm = ref _norms[set * _steps * Lanes];
        ref int square = ref _squares[set * _steps * Lanes];
        int words = _words;
        int block = _norms.Length;
        for (int step = 0; step < _steps; step++)
        {
            var (a0, a1, a2, a3) = (Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero);
            var (b0, b1, b2, b3) = (Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero);
            for (int i = 0; i < words; i++)
            {
                Vector256<short> a = Vector256.LoadUnsafe(ref column).AsInt16();
                Vector256<short> b = Vector256.LoadUnsafe(ref column, Lanes / 2).AsInt16();
                Vector256<short> x0 = Vector256.Create(Unsafe.Add(ref row0, i)).AsInt16();
                Vector256<short> x1 = Vector256.Create(Unsafe.Add(ref row1, i)).AsInt16();
                Vector256<short> x2 = Vector256.Create(Unsafe.Add(ref row2, i)).AsInt16();
                Vector256<short> x3 = Vector256.Create(Unsafe.Add(ref row3, i)).AsInt16();
                a0 += Products(x0, a);
                b0 += Products(x0, b);
                a1 += Products(x1, a);
                b1 += Products(x1, b);
                a2 += Products(x2, a);
                b2 += Products(x2, b);
                a3 += Products(x3, a);
                b3 += Products(x3, b);
                column = ref Unsafe.Add(ref column, Lanes);
            }

            var (low, high) = (Vector256.LoadUnsafe(ref norm), Vector256.LoadUnsafe(ref norm, Lanes / 2));
            c0 = Vector256.Min(c0, Kept(low - (a0 + a0), ref square));
            d0 = Vector256.Min(d0, Kept(high - (b0 + b0), ref Unsafe.Add(ref square, Lanes / 2)));
            c1 = Vector256.Min(c1, Kept(low - (a1 + a1), ref Unsafe.Add(ref square, block)));
            d1 = Vector256.Min(d1, Kept(high - (b1 + b1), ref Unsafe.Add(ref square, block + (Lanes / 2))));
            c2 = Vector256.Min(c2, Kept(low - (a2 + a2), ref Unsafe.Add(ref square, 2 * block)));
            d2 = Vector256.Min(d2, Kept(high - (b2 + b2), ref Unsafe.Add(ref square, (2 * block) + (Lanes / 2))));
            c3 = Vector256.Min(c3, Kept(low - (a3 + a3), ref Unsafe.Add(ref square, 3 * block)));
            d3 = Vector256.Min(d3, Kept(high - (b3 + b3), ref Unsafe.Add(ref square, (3 * block) + (Lanes / 2))));
            norm = ref Unsafe.Add(ref norm, Lanes);
            square = ref Unsafe.Add(ref square, Lanes);
        }

        Span<Vector256<int>> least = MemoryMarshal.Cast<int, Vector256<int>>(_least.AsSpan());
        (least[2 * set], least[(2 * set) + 1]) = (c0, d0);
        (least[2 * (_sets + set)], least[(2 * (_sets + set)) + 1]) = (c1, d1);
        (least[2 * ((2 * _sets) + set)], least[(2 * ((2 * _sets) + set)) + 1]) = (c2, d2);
        (least[2 * ((3 * _sets) + set)], least[(2 * ((3 * _sets) + set)) + 1]) = (c3, d3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Kept(Vector256<int> squares, ref int place)
    {
        squares.StoreUnsafe(ref place);
        return squares;
    }

    private void Round(ReadOnlySpan<float> numbers, int row)
    {
        ref float from = ref MemoryMarshal.GetReference(numbers);
        ref short to = ref _rows[row * Width];
        var (fits, norm, error) = (Vector256<float>.AllBitsSet, Vector256<int>.Zero, Vector256<float>.Zero);
        var range = Vector256.Create(_range);
        for (nuint i = 0; i < (nuint)Width; i += Padding)
        {
            var low = Vector256.LoadUnsafe(ref from, i);
            var high = Vector256.LoadUnsafe(ref from, i + (Padding / 2));
            fits &= Vector256.LessThanOrEqual(Vector256.Abs(low), range) & Vector256.LessThanOrEqual(Vector256.Abs(high), range);
            Vector256<float> wholeLow = Vector256.Round(low * _scale);
            Vector256<float> wholeHigh = Vector256.Round(high * _scale);
            Vector256<short> whole = Vector256.Narrow(Vector256.ConvertToInt32(wholeLow), Vector256.ConvertToInt32(wholeHigh));
            whole.StoreUnsafe(ref to, i);
            norm += Products(whole, whole);
            Vector256<float> lost = (low * _scale) - wholeLow;
            error += lost * lost;
            lost = (high * _scale) - wholeHigh;
            error += lost * lost;
        }

        _fits[row] = fits.AsInt32() == Vector256<int>.AllBitsSet;
        _rowNorms[row] = Vector256.Sum(norm);
        _rowErrors[row] = Length(Vector256.Sum(error), numbers.Length);
    }

    // Lays the neighbours out in columns. Where a lane has fewer rows than others, its last one stands in.
    private double Lay(Neighbours neighbours)
    {
        Span<float> row = new float[Width];
        double largest = 0;
        for (int lane = 0; lane < _groups * _copies; lane++)
        {
            for (int step = 0; step < _steps; step++)
            {
                int group = lane / _copies;
                int place = (group * neighbours.GroupRows)
                    + Math.Min((lane % _copies) + (step * _copies), neighbours.GroupRows - 1);
                neighbours.Rows.AsSpan(place * neighbours.Width, neighbours.Width).CopyTo(row);
                Round(row, 0);
                largest = Math.Max(largest, _rowErrors[0]);
                int start = (((lane / Lanes * _steps) + step) * Lanes) + (lane % Lanes);
                (_places[start], _norms[start]) = (place, _rowNorms[0]);
                ReadOnlySpan<int> words = MemoryMarshal.Cast<short, int>(_rows);
                for (int i = 0; i < _words; i++)
                {
                    _columns[(((lane / Lanes * _steps) + step) * _words * Lanes) + (i * Lanes) + (lane % Lanes)] = words[i];
                }
            }
        }

        return largest;
    }

    // What rounds each number by so much, and what reckoning that in floats may lose of it.
    private static double Length(double squares, int numbers) => (1.001 * Math.Sqrt(squares)) + (1e-3 * Math.Sqrt(numbers));

    // Sums of two neighbouring products.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Products(Vector256<short> x, Vector256<short> y)
    {
        if (Avx2.IsSupported)
        {
            return Avx2.MultiplyAddAdjacent(x, y);
        }

        (Vector256<int> u, Vector256<int> v) = (x.AsInt32(), y.AsInt32());
        return ((u << 16 >> 16) * (v << 16 >> 16)) + ((u >> 16) * (v >> 16));
    }
}
