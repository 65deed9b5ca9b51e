using Detector.Core.Schemas;

namespace Detector.Core.Features;

/// <summary>
/// How wide a column is taken to be. The one place that decides what happens to constant, nearly constant and rarely set columns,
/// which must neither divide by zero nor drown the others.
/// </summary>
internal static class ScaleRule
{
    /// <summary>
    /// Scaled numbers are kept within plus or minus this, so that one column's wild value stays visible and the others too.
    /// </summary>
    public const double ClipSigma = 20;

    /// <summary>
    /// A flag or a category is never taken to be narrower than this: one set once in a million rows would otherwise
    /// weigh a thousand standard deviations. At most 1/0.25 = 4 (flag) or sqrt(2)/0.25 = 5.7 (category) for the rarest value.
    /// </summary>
    public const double MinIndicatorSpread = 0.25;

    // Changes below a millionth of the size are what a sender's single-precision arithmetic makes, not the thing measured.
    private const double MinRelativeSpread = 1e-6;

    /// <summary>Centre and scale of a number; the scale is over zero.</summary>
    public static (double Center, double Scale) OfNumber(Scaling scaling, ColumnStatistics column) => scaling switch
    {
        Scaling.Standard => (column.Mean, Floor(column.Deviation, column)),
        Scaling.MinMax => (column.Min, Floor(column.Max - column.Min, column)),
        Scaling.Robust => (column.Median, Floor(column.Iqr > 0 ? column.Iqr : column.Deviation, column)),
        _ => (0, 1),
    };

    /// <summary>Scale of a flag's or a category's features, which share it: the root of their summed variances.</summary>
    /// <param name="shares">Share of the rows in which each feature is 1.</param>
    public static double OfIndicators(ReadOnlySpan<double> shares)
    {
        double variance = 0;
        foreach (double share in shares)
        {
            variance += share * (1 - share);
        }

        return Math.Max(Math.Sqrt(variance), MinIndicatorSpread);
    }

    /// <summary>The bound of a scaled number: "as it is" has none but the float's own.</summary>
    public static double Bound(Scaling scaling) => scaling == Scaling.None ? float.MaxValue : ClipSigma;

    // A constant column keeps its own unit: the first other value shows, and the bound holds it.
    private static double Floor(double spread, ColumnStatistics column)
    {
        double size = Math.Max(Math.Abs(column.Min), Math.Abs(column.Max));
        return column.Max - column.Min <= 1e-12 * size ? 1 : Math.Max(Math.Max(spread, MinRelativeSpread * Math.Abs(column.Mean)), 1e-100);
    }
}
