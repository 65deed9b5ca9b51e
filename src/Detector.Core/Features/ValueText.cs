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
    public static string Of(double x) => Text(x, Decimals(x, SignificantDigits), SignificantDigits);

    /// <summary>
    /// What a model estimates: three significant digits, since the others say nothing, or as many more as show a tenth of the usual spread.
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

    private static int Decimals(double x, int digits) =>
        Math.Clamp(digits - 1 - (int)Math.Floor(Math.Log10(Math.Max(Math.Abs(x), 1e-300))), 0, MostDecimals);

    private static string Text(double x, int decimals, int digits) => Math.Abs(x) is 0 or (>= LeastSize and < MostSize)
        ? Math.Round(x, decimals).ToString(decimals == 0 ? "0" : "0." + new string('#', decimals), CultureInfo.InvariantCulture)
        : x.ToString($"G{digits}", CultureInfo.InvariantCulture);
}
