namespace Detector.Core.Statistics;

/// <summary>Quantiles of numbers, linear between neighbours (numpy's default).</summary>
public static class Quantiles
{
    /// <summary>The number that a share of the others lies below.</summary>
    /// <param name="sorted">[n] in rising order; n at least 1.</param>
    /// <param name="share">0..1.</param>
    public static double Of(ReadOnlySpan<double> sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }

    public static double Median(ReadOnlySpan<double> sorted) => Of(sorted, 0.5);
}
