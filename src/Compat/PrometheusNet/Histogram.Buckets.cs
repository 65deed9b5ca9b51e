namespace Prometheus;

public sealed partial class Histogram
{
    /// <summary><paramref name="count"/> bounds: start, start·factor, start·factor², …; computed in decimal, so that 0.1·10 is 1.</summary>
    /// <exception cref="ArgumentException">count or start is not positive, or factor is not above 1.</exception>
    public static double[] ExponentialBuckets(double start, double factor, int count)
    {
        Require(count > 0, $"{nameof(ExponentialBuckets)} needs a positive {nameof(count)}");
        Require(start > 0, $"{nameof(ExponentialBuckets)} needs a positive {nameof(start)}");
        Require(factor > 1, $"{nameof(ExponentialBuckets)} needs a {nameof(factor)} greater than 1");
        return Series((decimal)start, count, bound => bound * (decimal)factor);
    }

    /// <summary><paramref name="count"/> bounds: start, start + width, start + 2·width, …; computed in decimal.</summary>
    /// <exception cref="ArgumentException">count is not positive.</exception>
    public static double[] LinearBuckets(double start, double width, int count)
    {
        Require(count > 0, $"{nameof(LinearBuckets)} needs a positive {nameof(count)}");
        return Series((decimal)start, count, bound => bound + (decimal)width);
    }

    /// <summary>
    /// Each power of ten from 10^<paramref name="startPower"/> to 10^<paramref name="endPower"/> cut into
    /// <paramref name="divisions"/> parts: (-1, 1, 4) gives 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10.
    /// </summary>
    /// <exception cref="ArgumentException">startPower is not below endPower, or divisions is not positive.</exception>
    public static double[] PowersOfTenDividedBuckets(int startPower, int endPower, int divisions)
    {
        Require(startPower < endPower, $"{nameof(startPower)} must be less than {nameof(endPower)}.");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(divisions);
        var bounds = new List<double>();
        for (var power = startPower; power < endPower; power++)
        {
            var top = (decimal)Math.Pow(10, power + 1);
            for (var division = 1; division <= divisions; division++)
            {
                // With more than ten divisions the first parts of a power lie below the last of the one before.
                var bound = (double)(top / divisions * division);
                if (bounds.Count == 0 || bound > bounds[^1])
                {
                    bounds.Add(bound);
                }
            }
        }

        return [.. bounds];
    }

    private static double[] Series(decimal start, int count, Func<decimal, decimal> next)
    {
        var bounds = new double[count];
        for (var i = 0; i < count; i++)
        {
            bounds[i] = (double)start;
            start = next(start);
        }

        return bounds;
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message);
        }
    }
}
