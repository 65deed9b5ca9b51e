using Detector.Core.Statistics;

namespace Detector.Core.Thresholds;

/// <summary>Learns a threshold from the scores of held-out rows.</summary>
public static class ThresholdLearner
{
    // Makes the median absolute deviation of normal values their standard deviation: 1 / Φ⁻¹(3/4).
    private const double MadToSigma = 1.482602218505602;

    /// <summary>The threshold that lets about the target's share of usual events through as alerts.</summary>
    /// <param name="scores">[n] scores of rows that were not trained on, in any order;
    /// n at least 2. Infinite scores count as very large.</param>
    /// <param name="settings">Method, target and, where it is given, k.</param>
    /// <param name="version">Names the threshold in alerts.</param>
    /// <param name="rows">How many rows the scores are of, where some stand more than
    /// once: what the scatter of a quantile depends on. Default: n.</param>
    /// <exception cref="ArgumentException">There are too few scores, or one is not a number.</exception>
    public static Threshold Learn(ReadOnlySpan<float> scores, ThresholdSettings settings, string version, int? rows = null)
    {
        if (scores.Length < 2)
        {
            throw new ArgumentException($"A threshold needs at least 2 held-out scores; there are {scores.Length}.", nameof(scores));
        }

        double[] sorted = new double[scores.Length];
        for (int i = 0; i < sorted.Length; i++)
        {
            sorted[i] = float.IsNaN(scores[i])
                ? throw new ArgumentException($"Held-out score {i} is not a number.", nameof(scores))
                : Math.Clamp(scores[i], -float.MaxValue, float.MaxValue);
        }

        Array.Sort(sorted);
        return new Threshold
        {
            Value = settings.Method switch
            {
                ThresholdMethod.Quantile => TailQuantile.Estimate(sorted, settings.Target, rows ?? scores.Length),
                ThresholdMethod.MeanSigma => MeanSigma(sorted, Factor(settings)),
                ThresholdMethod.MedianMad => MedianMad(sorted, Factor(settings)),
                _ => throw new ArgumentException($"There is no threshold method {settings.Method}.", nameof(settings)),
            },
            Method = settings.Method,
            Target = settings.Target,
            K = settings.Method == ThresholdMethod.Quantile ? null : settings.K,
            Version = version,
            Samples = rows ?? scores.Length,
        };
    }

    private static double Factor(ThresholdSettings settings) => settings.K ?? NormalDistribution.Quantile(1 - settings.Target);

    private static double MeanSigma(double[] values, double k)
    {
        double mean = values.Average();
        return mean + (k * Math.Sqrt(values.Sum(x => (x - mean) * (x - mean)) / (values.Length - 1)));
    }

    private static double MedianMad(double[] sorted, double k)
    {
        double median = Quantiles.Median(sorted);
        double[] deviations = Array.ConvertAll(sorted, x => Math.Abs(x - median));
        Array.Sort(deviations);
        return median + (k * MadToSigma * Quantiles.Median(deviations));
    }
}
