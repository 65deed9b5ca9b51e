using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Detector.Core.Formats;

/// <summary>
/// Reads decimal numbers out of a <see cref="PaddedBuffer"/>, exactly rounded. Digits are taken eight at a time; numbers of up to 19
/// digits are rounded here (<see cref="DecimalRounding"/>), longer or extreme ones by the framework's parser.
/// </summary>
internal static unsafe class NumberScanner
{
    private const int ExactDigits = 19;

    private static ReadOnlySpan<ulong> IntegerPowers => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    /// <summary>Reads a number.</summary>
    /// <param name="p">Its first byte.</param>
    /// <param name="strict">True for JSON's grammar; false also takes "007", ".5" and "5.".</param>
    /// <param name="value">The number; infinite where it is too large.</param>
    /// <returns>The byte after it; null where there is no number.</returns>
    public static byte* Scan(byte* p, bool strict, out double value)
    {
        if (ShortNumber.IsSupported)
        {
            byte* end = ShortNumber.Scan(p, out value);
            if (end != null)
            {
                return end;
            }
        }

        byte* after = ScanAny(p, strict, out double any);
        value = any;
        return after;
    }

    private static byte* ScanAny(byte* p, bool strict, out double value)
    {
        byte* start = p;
        bool negative = *p == '-';
        p += Unsafe.BitCast<bool, byte>(negative);
        byte* first = p;
        ulong mantissa = 0;
        p = Digits(p, ref mantissa);
        int digits = (int)(p - first);
        int exponent = 0;
        Unsafe.SkipInit(out value);
        if (strict && (digits == 0 | (*first == '0' & digits > 1)))
        {
            return null;
        }

        if (*p == '.')
        {
            byte* point = ++p;
            p = Digits(p, ref mantissa);
            exponent = (int)(point - p);
            digits -= exponent;
            if (strict && exponent == 0)
            {
                return null;
            }
        }

        if (digits == 0)
        {
            return null;
        }

        if ((*p | 0x20) == 'e')
        {
            p = Exponent(p + 1, ref exponent);
            if (p == null)
            {
                return null;
            }
        }

        if (digits > ExactDigits || !DecimalRounding.TryRound(mantissa, exponent, out double size))
        {
            value = ParseLong(start, p);
            return p;
        }

        ulong sign = (ulong)Unsafe.BitCast<bool, byte>(negative) << 63;
        value = BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(size) | sign);
        return p;
    }

    // Appends the digits at p; overflows harmlessly where there are too many of them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Digits(byte* p, ref ulong mantissa)
    {
        int count;
        do
        {
            ulong chunk = Unsafe.ReadUnaligned<ulong>(p);
            ulong values = chunk - 0x3030303030303030;
            ulong others = ((chunk + 0x4646464646464646) | values) & 0x8080808080808080;
            count = BitOperations.TrailingZeroCount(others) >> 3;
            if (count == 0)
            {
                break;
            }

            // Shifted so that zeros lead, eight digits become a number in three multiplications.
            values <<= 64 - (count << 3);
            values = (values * 10) + (values >> 8);
            ulong upper = (values & 0x000000FF000000FF) * 0x000F424000000064;
            ulong lower = ((values >> 16) & 0x000000FF000000FF) * 0x0000271000000001;
            ulong number = (upper + lower) >> 32;
            mantissa = (mantissa * Unsafe.Add(ref MemoryMarshal.GetReference(IntegerPowers), count)) + number;
            p += count;
        }
        while (count == 8);
        return p;
    }

    private static byte* Exponent(byte* p, ref int exponent)
    {
        bool negative = *p == '-';
        p += negative || *p == '+' ? 1 : 0;
        byte* first = p;
        int power = 0;
        for (; (uint)(*p - '0') <= 9; p++)
        {
            power = Math.Min((power * 10) + (*p - '0'), 100_000);
        }

        exponent += negative ? -power : power;
        return p == first ? null : p;
    }

    private static double ParseLong(byte* start, byte* end) =>
        double.Parse(new ReadOnlySpan<byte>(start, (int)(end - start)), NumberStyles.Float, CultureInfo.InvariantCulture);
}
