using System.Globalization;

namespace Detector.Core.Features;

/// <summary>Values as people read them in alerts, in the invariant culture.</summary>
internal static class ValueText
{
    public const string Missing = "missing";
    public const string Other = "other";
    private const int SignificantDigits = 6;
    private const int EstimateDigits = 3;
    private const int MadeDigits = 4;
    private const double LeastSize = 1e-4;
    private const double MostSize = 1e15;
    private const int MostDecimals = 9;

    public static string Of(bool flag) => flag ? "true" : "false";

    /// <summary>Six significant digits, or all digits before the point where there are more; powers of ten only at the extremes.</summary>
    /// <param name="x">The number.</param>
    /// <param name="leastDecimals">So many decimals at least.</param>
    public static string Of(double x, int leastDecimals = 0) =>
        Text(x, Math.Max(leastDecimals, Decimals(x, SignificantDigits)), SignificantDigits);

    /// <summary>
    /// What a model estimates: three significant digits, since the others say nothing, or as many more as show a tenth of the usual
    /// spread.
    /// </summary>
    /// <param name="x">The estimate.</param>
    /// <param name="spread">How far usual values near it are apart, in its unit; over zero.</param>
    public static string OfEstimate(double x, double spread) =>
        Text(x, Math.Min(Math.Max(Decimals(x, EstimateDigits), Decimals(spread, 2)), Decimals(x, SignificantDigits)), EstimateDigits);

    /// <summary>What a model makes up: to a thousandth of the usual spread.</summary>
    /// <param name="x">The number.</param>
    /// <param name="spread">How far usual values near it are apart, in its unit; over zero.</param>
    public static string OfMade(double x, double spread)
    {
        int decimals = Decimals(spread, MadeDigits);

        // Adding nothing makes -0 a plain 0.
        return Text(decimals < MostDecimals ? Math.Round(x, decimals) + 0.0 : x, decimals, SignificantDigits);
    }

    /// <summary>Decimals that show a hundredth of a range's width; null where there are none such.</summary>
    public static int? RangeDecimals(double low, double high) =>
        high - low >= 100 * Math.Pow(10, -MostDecimals) && Size(low, high) < MostSize ? Decimals(high - low, EstimateDigits) : null;

    /// <summary>
    /// Decimals that numbers near a range are told with, where six digits do not show on which side of its ends they are; else 0.
    /// </summary>
    public static int DecimalsBeside(double low, double high) =>
        RangeDecimals(low, high) > Decimals(Size(low, high), SignificantDigits) ? Decimals(high - low, MadeDigits) : 0;

    /// <summary>A number as <see cref="Of(double, int)"/> tells it.</summary>
    public static double Told(double x, int leastDecimals) =>
        Math.Abs(x) is >= LeastSize and < MostSize ? Math.Round(x, Math.Max(leastDecimals, Decimals(x, SignificantDigits))) : x;

    private static double Size(double low, double high) => Math.Max(Math.Abs(low), Math.Abs(high));

    private static int Decimals(double x, int digits) =>
        Math.Clamp(digits - 1 - (int)Math.Floor(Math.Log10(Math.Max(Math.Abs(x), 1e-300))), 0, MostDecimals);

    private static string Text(double x, int decimals, int digits) => Math.Abs(x) is 0 or (>= LeastSize and < MostSize)
        ? Math.Round(x, decimals).ToString(decimals == 0 ? "0" : "0." + new string('#', decimals), CultureInfo.InvariantCulture)
        : x.ToString($"G{digits}", CultureInfo.InvariantCulture);
}
