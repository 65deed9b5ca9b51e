using Detector.Core.Statistics;

namespace Detector.Core.Thresholds;

/// <summary>Estimates a quantile far out in the tail from few values.</summary>
internal static class TailQuantile
{
    /// <summary>
    /// The value that a share <paramref name="target"/> of further values is expected to exceed, taken one standard error to the safe
    /// side: how many of m values exceed a quantile scatters by sqrt(target (1 - target) / m), and of the two ways to be wrong
    /// too many false alarms is the worse. Never beyond the middle between the two largest values.
    /// </summary>
    /// <param name="sorted">[n] values in rising order; n at least 2.</param>
    /// <param name="target">Share of values over the quantile, 0..1.</param>
    /// <param name="rows">m: the rows that the values are of, some of which may stand more than once.</param>
    public static double Estimate(ReadOnlySpan<double> sorted, double target, int rows)
    {
        double n = sorted.Length;
        double level = Math.Min(1 - target + Math.Sqrt(target * (1 - target) / rows), 1 - (0.5 / n));
        return Quantiles.Of(sorted, level);
    }
}
