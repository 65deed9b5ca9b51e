using System.Numerics;

namespace Detector.Core.Networks;

/// <summary>
/// exp(x) of several numbers at once, to within two units in the last place: 2 to the power of the nearest whole number of x / ln 2, times
/// a polynomial of what is left (W. Cody and W. Waite, 1980; S. Moshier's coefficients, Cephes, expf). The framework's reckons in doubles.
/// </summary>
internal static class Exponential
{
    // Beyond them exp(x) is no normal number; it stays at what it is there.
    private const float Least = -87.3f;
    private const float Most = 88.3f;

    private const float InverseLn2 = 1.44269504088896341f;

    // Whole numbers times the first part are exact.
    private const float Ln2First = 0.693359375f;
    private const float Ln2Second = -2.12194440e-4f;

    private const int MantissaBits = 23;

    /// <summary>exp(x), NaN where x is.</summary>
    public static Vector<float> Of(Vector<float> x)
    {
        // The second one is taken where one of two is no number.
        x = Vector.MinNative(new Vector<float>(Most), Vector.MaxNative(new Vector<float>(Least), x));
        Vector<float> whole = Vector.Round(x * InverseLn2);
        Vector<float> rest = Vector.FusedMultiplyAdd(whole, new Vector<float>(-Ln2First), x);
        rest = Vector.FusedMultiplyAdd(whole, new Vector<float>(-Ln2Second), rest);
        var polynomial = new Vector<float>(1.9875691500e-4f);
        polynomial = Vector.FusedMultiplyAdd(polynomial, rest, new Vector<float>(1.3981999507e-3f));
        polynomial = Vector.FusedMultiplyAdd(polynomial, rest, new Vector<float>(8.3334519073e-3f));
        polynomial = Vector.FusedMultiplyAdd(polynomial, rest, new Vector<float>(4.1665795894e-2f));
        polynomial = Vector.FusedMultiplyAdd(polynomial, rest, new Vector<float>(1.6666665459e-1f));
        polynomial = Vector.FusedMultiplyAdd(polynomial, rest, new Vector<float>(5.0000001201e-1f));
        polynomial = Vector.FusedMultiplyAdd(polynomial, rest * rest, rest + Vector<float>.One);
        Vector<int> power = Vector.ConvertToInt32Native(whole) << MantissaBits;
        return Vector.AsVectorSingle(Vector.AsVectorInt32(polynomial) + power);
    }
}
