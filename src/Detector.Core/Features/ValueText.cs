using System.Globalization;

namespace Detector.Core.Features;

/// <summary>Values as people read them in alerts, in the invariant culture.</summary>
internal static class ValueText
{
    public const string Missing = "missing";
    public const string Other = "other";
    private const int SignificantDigits = 6;

    public static string Of(bool flag) => flag ? "true" : "false";

    /// <summary>Six significant digits, or all digits before the point where there are more; powers of ten only at the extremes.</summary>
    public static string Of(double x)
    {
        double size = Math.Abs(x);
        if (size is 0 or (>= 1e-4 and < 1e15))
        {
            int decimals = Math.Clamp(SignificantDigits - 1 - (int)Math.Floor(Math.Log10(Math.Max(size, 1e-300))), 0, 9);
            return Math.Round(x, decimals).ToString(decimals == 0 ? "0" : "0." + new string('#', decimals), CultureInfo.InvariantCulture);
        }

        return x.ToString("G6", CultureInfo.InvariantCulture);
    }
}
