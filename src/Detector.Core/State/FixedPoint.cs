namespace Detector.Core.State;

/// <summary>
/// Numbers as whole multiples of 2^-44 (6e-14), up to 2^63 in size: adding and taking away is exact, whatever the order, so that the sum
/// over a window depends
/// on nothing but the values in it. Doubles of 512 and more are taken as they are, smaller ones to 3e-14, larger ones as the largest.
/// </summary>
internal static class FixedPoint
{
    private const int FractionBits = 44;
    private const double One = 1L << FractionBits;
    private const double Largest = 9223372036854774784; // the double below 2^63

    /// <summary>The unit, 2^-44.</summary>
    public const double Unit = 1 / One;

    /// <summary>A number in units; not of NaN.</summary>
    public static Int128 Of(double value)
    {
        double units = value * One;
        return Math.Abs(units) < Largest ? (Int128)(long)Math.Round(units) : OfLarge(value);
    }

    // From 2^19 on a double is a whole number of units.
    private static Int128 OfLarge(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(Math.Clamp(value, -Largest, Largest));
        int exponent = (int)((bits >> 52) & 0x7FF) - 1075 + FractionBits;
        Int128 size = (Int128)((bits & 0xF_FFFF_FFFF_FFFF) | (1L << 52)) << exponent;
        return bits < 0 ? -size : size;
    }
}
