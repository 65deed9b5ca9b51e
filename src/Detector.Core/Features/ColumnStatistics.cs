using Detector.Core.Statistics;

namespace Detector.Core.Features;

/// <summary>What the scaling rules look at: moments and quantiles of one column, missing values left out.</summary>
/// <param name="Low">Its 5 % quantile.</param>
/// <param name="High">Its 95 % quantile.</param>
/// <param name="Above">Root mean square of what values above the mean are from it; 0 where none is.</param>
/// <param name="Below">The same of those below it.</param>
internal sealed record ColumnStatistics(
    double Mean, double Deviation, double Min, double Max, double Median, double Iqr, double Low, double High, double Above, double Below)
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
            return new(0, 0, 0, 0, 0, 0, double.NaN, double.NaN, 0, 0);
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
        (double squares, double above, int countAbove, int countBelow) = (0, 0, 0, 0);
        foreach (double value in sorted)
        {
            double square = (value - mean) * (value - mean);
            squares += square;
            above += value > mean ? square : 0;
            countAbove += value > mean ? 1 : 0;
            countBelow += value < mean ? 1 : 0;
        }

        double iqr = Quantiles.Of(sorted, 0.75) - Quantiles.Of(sorted, 0.25);
        return new(
            mean, Math.Sqrt(squares / count), sorted[0], sorted[^1],
            Quantiles.Median(sorted), iqr, Quantiles.Of(sorted, 0.05), Quantiles.Of(sorted, 0.95),
            Math.Sqrt(above / Math.Max(1, countAbove)), Math.Sqrt(Math.Max(0, squares - above) / Math.Max(1, countBelow)));
    }
}
