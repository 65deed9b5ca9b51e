using Detector.Core.Statistics;

namespace Detector.Core.Features;

/// <summary>What the scaling rules look at: moments and quantiles of one column, missing values left out.</summary>
/// <param name="Low">Its 5 % quantile.</param>
/// <param name="High">Its 95 % quantile.</param>
internal sealed record ColumnStatistics(
    double Mean, double Deviation, double Min, double Max, double Median, double Iqr, double Low, double High)
{
    // Squares of numbers beyond this would overflow; no threshold can tell them apart anyway.
    private const double Largest = 1e140;

    /// <param name="values">The column; reordered.</param>
    public static ColumnStatistics Of(Span<double> values)
    {
        int count = 0;
        foreach (double value in values)
        {
            if (!double.IsNaN(value))
            {
                values[count++] = Math.Clamp(value, -Largest, Largest);
            }
        }

        if (count == 0)
        {
            return new(0, 0, 0, 0, 0, 0, double.NaN, double.NaN);
        }

        Span<double> sorted = values[..count];
        sorted.Sort();
        double sum = 0;
        foreach (double value in sorted)
        {
            sum += value;
        }

        // Two passes: the naive sum of squares cancels for columns such as 1e9 + noise.
        double mean = Math.Clamp(sum / count, sorted[0], sorted[^1]);
        double squares = 0;
        foreach (double value in sorted)
        {
            squares += (value - mean) * (value - mean);
        }

        double iqr = Quantiles.Of(sorted, 0.75) - Quantiles.Of(sorted, 0.25);
        return new(
            mean, Math.Sqrt(squares / count), sorted[0], sorted[^1],
            Quantiles.Median(sorted), iqr, Quantiles.Of(sorted, 0.05), Quantiles.Of(sorted, 0.95));
    }
}
