using System.Runtime.InteropServices;

namespace Detector.Core.State;

/// <summary>A whole number of 256 bits, for sums of squares: added to and taken from exactly.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct WideSum
{
    private UInt128 _low;
    private UInt128 _high;

    public static WideSum Square(UInt128 size)
    {
        ulong high = (ulong)(size >> 64);
        ulong low = (ulong)size;
        if (high == 0)
        {
            return new() { _low = Product(low, low) };
        }

        UInt128 middle = Product(low, high);
        WideSum square = new() { _low = Product(low, low), _high = Product(high, high) + (middle >> 63) };
        square.Add(new() { _low = middle << 65 });
        return square;
    }

    public void Add(in WideSum other)
    {
        _low += other._low;
        _high += other._high + (_low < other._low ? UInt128.One : UInt128.Zero);
    }

    public void Subtract(in WideSum other)
    {
        UInt128 borrow = _low < other._low ? UInt128.One : UInt128.Zero;
        _low -= other._low;
        _high -= other._high + borrow;
    }

    /// <summary>So many times this; less than 2^256.</summary>
    public readonly WideSum Times(uint factor)
    {
        UInt128 first = Product((ulong)_low, factor);
        UInt128 second = Product((ulong)(_low >> 64), factor) + (first >> 64);
        return new() { _low = (second << 64) | (ulong)first, _high = (_high * factor) + (second >> 64) };
    }

    /// <summary>The nearest double, or its neighbour.</summary>
    public readonly double ToDouble()
    {
        if (_high == UInt128.Zero)
        {
            return (double)_low;
        }

        int shift = (int)UInt128.LeadingZeroCount(_high);
        UInt128 top = shift == 0 ? _high : (_high << shift) | (_low >> (128 - shift));
        return Math.ScaleB((double)top, 128 - shift);
    }

    private static UInt128 Product(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return new UInt128(high, low);
    }
}
