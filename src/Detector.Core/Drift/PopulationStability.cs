using Detector.Core.Thresholds;

namespace Detector.Core.Drift;

/// <summary>
/// The population stability index: how far two sets of counts are from having the same shares, the sum over the bins of
/// (p - q) ln(p / q). 0.1 is commonly called a small change, 0.2 one that calls for something.
/// </summary>
internal static class PopulationStability
{
    // What is seen in no row is not impossible: half a row more in each bin.
    private const double Prior = 0.5;

    /// <param name="counts">[bins] events.</param>
    /// <param name="training">[bins] training rows.</param>
    public static double Index(ReadOnlySpan<long> counts, IReadOnlyList<long> training)
    {
        (double events, double rows, double sum) = (Total(counts), training.Sum() + (Prior * training.Count), 0);
        for (int bin = 0; bin < counts.Length; bin++)
        {
            sum += Part(counts[bin], events, training[bin], rows);
        }

        return sum;
    }

    /// <summary>The bin that has the largest part in the index.</summary>
    public static int Largest(ReadOnlySpan<long> counts, IReadOnlyList<long> training)
    {
        (double events, double rows) = (Total(counts), training.Sum() + (Prior * training.Count));
        (int largest, double most) = (0, -1);
        for (int bin = 0; bin < counts.Length; bin++)
        {
            double part = Part(counts[bin], events, training[bin], rows);
            (largest, most) = part > most ? (bin, part) : (largest, most);
        }

        return largest;
    }

    /// <summary>
    /// What the index passes by chance only once in 1 / <paramref name="chance"/> times where nothing has changed: it is then about
    /// chi-squared, with one degree of freedom less than bins that are used, times 1/n + 1/m (Wilson and Hilferty's quantile).
    /// </summary>
    /// <param name="bins">Bins that are used.</param>
    /// <param name="events">n.</param>
    /// <param name="rows">m.</param>
    /// <param name="chance">A share.</param>
    public static double ByChance(int bins, long events, long rows, double chance)
    {
        double freedom = Math.Max(1, bins - 1);
        double spread = 2 / (9 * freedom);
        double root = 1 - spread + (NormalDistribution.Quantile(1 - chance) * Math.Sqrt(spread));
        return freedom * root * root * root * ((1.0 / Math.Max(1, events)) + (1.0 / Math.Max(1, rows)));
    }

    private static double Part(long count, double events, long training, double rows)
    {
        (double p, double q) = ((count + Prior) / events, (training + Prior) / rows);
        return (p - q) * Math.Log(p / q);
    }

    private static double Total(ReadOnlySpan<long> counts)
    {
        long sum = 0;
        foreach (long count in counts)
        {
            sum += count;
        }

        return sum + (Prior * counts.Length);
    }
}
