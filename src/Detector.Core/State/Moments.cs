using System.Runtime.InteropServices;

namespace Detector.Core.State;

/// <summary>
/// How many values a stretch of a key's events has, their exact sum and sum of squares. Of one stretch they are always the same,
/// whichever way they were come by.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Moments
{
    private Int128 _sum;
    private WideSum _squares;
    private int _first;
    private int _end;
    private long _count;

    /// <summary>Values that are there.</summary>
    public readonly long Count => _count;

    public readonly double Sum => (double)_sum * FixedPoint.Unit;

    public readonly double Mean => (double)_sum / _count * FixedPoint.Unit;

    /// <summary>Of a sample; 0 for fewer than two values.</summary>
    public readonly double Deviation
    {
        get
        {
            if (_count < 2)
            {
                return 0;
            }

            WideSum spread = _squares.Times((uint)_count);
            spread.Subtract(WideSum.Square(Size(_sum)));
            return Math.Sqrt(spread.ToDouble() / ((double)_count * (_count - 1))) * FixedPoint.Unit;
        }
    }

    /// <summary>Makes them those of values [first, end).</summary>
    /// <param name="values">All values.</param>
    /// <param name="first">The first of the stretch.</param>
    /// <param name="end">The one behind its last.</param>
    /// <param name="squares">Whether squares are summed as well, which a deviation needs; of the same moments always or never.</param>
    public void Move(ReadOnlySpan<double> values, int first, int end, bool squares)
    {
        if (first >= _end || end <= _first || Math.Abs(first - _first) + Math.Abs(end - _end) > end - first)
        {
            this = new() { _first = first, _end = first };
        }

        for (; _first > first; _first--)
        {
            Add(values[_first - 1], squares);
        }

        for (; _end < end; _end++)
        {
            Add(values[_end], squares);
        }

        for (; _first < first; _first++)
        {
            Remove(values[_first], squares);
        }

        for (; _end > end; _end--)
        {
            Remove(values[_end - 1], squares);
        }
    }

    /// <summary>A value now stands at this place, and those from there on one further.</summary>
    public void Inserted(int place, double value, bool squares)
    {
        if (place <= _first)
        {
            _first++;
            _end++;
        }
        else if (place < _end)
        {
            _end++;
            Add(value, squares);
        }
    }

    /// <summary>The value at this place is gone, and those behind it moved up.</summary>
    public void Removed(int place, double value, bool squares)
    {
        if (place < _first)
        {
            _first--;
            _end--;
        }
        else if (place < _end)
        {
            _end--;
            Remove(value, squares);
        }
    }

    /// <summary>The same without one of its values.</summary>
    /// <param name="value">The value.</param>
    /// <param name="squares">Whether squares are summed as well.</param>
    public readonly Moments Without(double value, bool squares)
    {
        Moments others = this;
        others.Remove(value, squares);
        return others;
    }

    private void Add(double value, bool squares)
    {
        if (!double.IsNaN(value))
        {
            Int128 units = FixedPoint.Of(value);
            _sum += units;
            if (squares)
            {
                _squares.Add(WideSum.Square(Size(units)));
            }

            _count++;
        }
    }

    private void Remove(double value, bool squares)
    {
        if (!double.IsNaN(value))
        {
            Int128 units = FixedPoint.Of(value);
            _sum -= units;
            if (squares)
            {
                _squares.Subtract(WideSum.Square(Size(units)));
            }

            _count--;
        }
    }

    private static UInt128 Size(Int128 units) => (UInt128)(units < Int128.Zero ? -units : units);
}
