using Detector.Core.Statistics;

namespace Detector.Core.Thresholds;

/// <summary>Estimates a quantile far out in the tail from few values.</summary>
internal static class TailQuantile
{
    // A quantile with fewer values beyond it hangs on one or two of them.
    private const int FewestBeyond = 5;

    // What the tail's shape is learned from: so large a share of the values, the largest ones.
    private const double TailShare = 0.1;

    /// <summary>
    /// The value that a share <paramref name="target"/> of further values is expected to exceed. Where at least five of m values would, it
    /// is their quantile, taken one standard error to the safe side: how many of m values exceed a quantile scatters by
    /// sqrt(target (1 - target) / m), and of the two ways to be wrong too many false alarms is the worse. Where fewer would, the tail is
    /// continued as its logarithms run, which are taken for exponential (B. M. Hill, 1975; I. Weissman, 1978).
    /// </summary>
    /// <param name="sorted">[n] values in rising order; n at least 2.</param>
    /// <param name="target">Share of values over the quantile, 0..1.</param>
    /// <param name="rows">m: the rows that the values are of, some of which may stand more than once.</param>
    public static double Estimate(ReadOnlySpan<double> sorted, double target, int rows)
    {
        double n = sorted.Length;
        double level = Math.Min(1 - target + Math.Sqrt(target * (1 - target) / rows), 1 - (0.5 / n));
        double quantile = Quantiles.Of(sorted, level);
        return target * rows >= FewestBeyond ? quantile : Math.Max(quantile, Continued(sorted, target, rows));
    }

    private static double Continued(ReadOnlySpan<double> sorted, double target, int rows)
    {
        int beyond = Math.Min(sorted.Length / 2, (int)Math.Ceiling(Math.Max(TailShare, (double)FewestBeyond / rows) * sorted.Length));
        double start = sorted[^(beyond + 1)];
        if (!(start > 0))
        {
            return double.NegativeInfinity;
        }

        double slope = 0;
        foreach (double value in sorted[^beyond..])
        {
            slope += Math.Log(value / start) / beyond;
        }

        return Math.Min(float.MaxValue, start * Math.Pow((double)beyond / sorted.Length / target, slope));
    }
}
