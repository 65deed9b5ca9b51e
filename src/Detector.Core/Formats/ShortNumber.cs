using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Detector.Core.Formats;

/// <summary>
/// Reads numbers of at most fifteen characters without an exponent, as nearly all are, in one step of sixteen bytes instead of
/// digit by digit. Fifteen digits are below 2^53, so one division by an exact power of ten rounds right.
/// </summary>
internal static unsafe class ShortNumber
{
    private const uint Longest = 15;

    /// <summary>Whether this processor can.</summary>
    public static bool IsSupported => Sse41.IsSupported;

    private static ReadOnlySpan<double> Tens => [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Reads a number out of a <see cref="PaddedBuffer"/>.</summary>
    /// <returns>The byte after it; null where it is longer, has an exponent, or is none by JSON's grammar.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Scan(byte* p, out double value)
    {
        Unsafe.SkipInit(out value);
        ulong negative = Unsafe.BitCast<bool, byte>(*p == '-');
        p += negative;
        Vector128<byte> digits = Vector128.Load(p) - Vector128.Create((byte)'0');
        uint others = ~Vector128.Equals(Vector128.Min(digits, Vector128.Create((byte)9)), digits).ExtractMostSignificantBits();
        uint whole = (uint)BitOperations.TrailingZeroCount(others);
        uint length = whole;
        uint count = whole;
        uint fraction = 0;
        if (p[whole] == '.')
        {
            length = (uint)BitOperations.TrailingZeroCount(others & (others - 1));
            count = length - 1;
            fraction = count - whole;
            if (fraction == 0)
            {
                return null;
            }
        }

        if (length > Longest || whole == 0 || (*p == '0' & whole > 1) || (p[length] | 0x20) == 'e')
        {
            return null;
        }

        // The digits, without the point, moved to the right end; a negative index makes a zero.
        Vector128<sbyte> place = Vector128<sbyte>.Indices + Vector128.Create((sbyte)(count - 16));
        Vector128<sbyte> from = place - Vector128.GreaterThan(place, Vector128.Create((sbyte)(whole - 1)));
        Vector128<byte> ordered = Ssse3.Shuffle(digits, from.AsByte());

        // Neighbours are joined: 16 digits, 8 numbers below 100, 4 below 10,000, 2 below 100,000,000.
        Vector128<short> pairs = Ssse3.MultiplyAddAdjacent(ordered, Vector128.Create((short)0x010A).AsSByte());
        Vector128<int> fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create(0x0001_0064).AsInt16());
        Vector128<short> packed = Sse41.PackUnsignedSaturate(fours, fours).AsInt16();
        ulong eights = Sse2.MultiplyAddAdjacent(packed, Vector128.Create(0x0001_2710).AsInt16()).AsUInt64().ToScalar();
        long mantissa = (long)(((eights & uint.MaxValue) * 100_000_000) + (eights >> 32));

        double size = mantissa / Unsafe.Add(ref MemoryMarshal.GetReference(Tens), fraction);
        value = BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(size) | (negative << 63));
        return p + length;
    }
}
