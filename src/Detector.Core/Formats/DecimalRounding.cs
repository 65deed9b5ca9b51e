using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Detector.Core.Formats;

/// <summary>
/// The double nearest to mantissa · 10^exponent. Up to 2^53 and 10^22 both are exact doubles and one multiplication or division
/// rounds right (Clinger, "How to read floating point numbers accurately", 1990); otherwise a 128-bit product with a power of five
/// does (Lemire, "Number parsing at a gigabyte per second", 2021).
/// </summary>
internal static class DecimalRounding
{
    private const ulong ExactInteger = 1UL << 53;
    private const int ExactPower = 22;
    private const int LargestPower = 64;

    private static readonly UInt128[] Fives = [.. Enumerable.Range(-LargestPower, (2 * LargestPower) + 1).Select(Five)];

    private static ReadOnlySpan<double> Tens =>
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>False where the exponent is beyond what is kept here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRound(ulong mantissa, int exponent, out double value)
    {
        if (mantissa <= ExactInteger && (uint)(exponent + ExactPower) <= 2 * ExactPower)
        {
            ref double tens = ref MemoryMarshal.GetReference(Tens);
            value = exponent <= 0 ? mantissa / Unsafe.Add(ref tens, -exponent) : mantissa * Unsafe.Add(ref tens, exponent);
            return true;
        }

        return TryRoundProduct(mantissa, exponent, out value);
    }

    private static bool TryRoundProduct(ulong mantissa, int exponent, out double value)
    {
        value = 0;
        if (mantissa == 0 || Math.Abs(exponent) > LargestPower)
        {
            return mantissa == 0;
        }

        int zeros = BitOperations.LeadingZeroCount(mantissa);
        mantissa <<= zeros;
        UInt128 five = Fives[exponent + LargestPower];
        ulong high = Math.BigMul(mantissa, (ulong)(five >> 64), out ulong low);
        if ((high & 0x1FF) == 0x1FF)
        {
            // Too close to a boundary for 64 bits of the power: add the other 64.
            ulong more = Math.BigMul(mantissa, (ulong)five, out _);
            low += more;
            high += low < more ? 1UL : 0;
        }

        int top = (int)(high >> 63);
        ulong bits = high >> (top + 9);
        int power = ((217_706 * exponent) >> 16) + 63 + top - zeros + 1023;
        if (low <= 1 && exponent is >= -4 and <= 23 && (bits & 3) == 1 && bits << (top + 9) == high)
        {
            // Exactly between two doubles: to the even one.
            bits &= ~1UL;
        }

        bits = (bits + (bits & 1)) >> 1;
        if (bits >= 1UL << 53)
        {
            bits = 1UL << 52;
            power++;
        }

        value = BitConverter.UInt64BitsToDouble((bits & ~(1UL << 52)) | ((ulong)power << 52));
        return true;
    }

    // The 128 leading bits of 5^power, cut off; for a negative power those of its reciprocal, rounded up.
    private static UInt128 Five(int power)
    {
        BigInteger five = BigInteger.Pow(5, Math.Abs(power));
        int bits = (int)five.GetBitLength();
        return power >= 0
            ? (UInt128)(bits <= 128 ? five << (128 - bits) : five >> (bits - 128))
            : (UInt128)((BigInteger.One << (bits + 127)) / five + 1);
    }
}
