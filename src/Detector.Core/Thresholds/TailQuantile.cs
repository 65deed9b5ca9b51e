namespace Detector.Core.Thresholds;

/// <summary>Estimates a quantile far out in the tail from few values.</summary>
internal static class TailQuantile
{
    /// <summary>
    /// The value that a share <paramref name="target"/> of further values is expected to exceed: the median-unbiased quantile
    /// (R. J. Hyndman, Y. Fan, "Sample quantiles in statistical packages", 1996, type 8).
    /// </summary>
    /// <param name="sorted">[n] values in rising order.</param>
    /// <param name="target">Share of values over the quantile, 0..1.</param>
    public static double Estimate(ReadOnlySpan<double> sorted, double target)
    {
        int n = sorted.Length;
        double rank = Math.Clamp(((1 - target) * (n + (1.0 / 3))) + (1.0 / 3), 1, n);
        int below = Math.Min((int)rank, n - 1);
        return sorted[below - 1] + ((rank - below) * (sorted[below] - sorted[below - 1]));
    }
}
