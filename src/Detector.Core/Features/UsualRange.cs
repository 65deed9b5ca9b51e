namespace Detector.Core.Features;

/// <summary>
/// Where nine in ten training rows have a field's value: of a number what lies from its 5 % to its 95 % quantile, of a time the shortest
/// span of the day or week that holds so many. Its ends are what people are told, so that what is said of a value is true to the digit.
/// </summary>
/// <param name="Low">In the field's own unit; of a time, seconds since the period's beginning.</param>
/// <param name="High">The same; of a time that passes over the period's end less than <paramref name="Low"/>.</param>
public sealed record UsualRange(double Low, double High)
{
    /// <summary>The share of the training rows that a usual value is among.</summary>
    public const double Coverage = 0.9;

    private const double Minute = 60;

    /// <summary>The range of a number, its ends rounded outwards to what is said of them.</summary>
    /// <param name="low">The 5 % quantile; NaN where there is no value.</param>
    /// <param name="high">The 95 % quantile.</param>
    /// <param name="isWhole">Whether the number had no fraction in any training row.</param>
    public static UsualRange? OfNumber(double low, double high, bool isWhole)
    {
        if (double.IsNaN(low))
        {
            return null;
        }

        int? decimals = isWhole ? 0 : ValueText.RangeDecimals(low, high);
        return decimals is { } places ? new(Round(low, places, Math.Floor), Round(high, places, Math.Ceiling)) : new(low, high);
    }

    /// <summary>The shortest span that holds nine in ten of the times, in whole minutes; null where there are none.</summary>
    /// <param name="seconds">Seconds since the period's beginning; reordered.</param>
    /// <param name="period">Seconds in a period.</param>
    public static UsualRange? OfTimes(Span<double> seconds, double period)
    {
        if (seconds.IsEmpty)
        {
            return null;
        }

        seconds.Sort();
        int count = (int)Math.Ceiling(Coverage * seconds.Length);
        (double low, double shortest) = (seconds[0], double.PositiveInfinity);
        for (int first = 0; first < seconds.Length; first++)
        {
            int last = first + count - 1;
            double span = seconds[last % seconds.Length] - seconds[first] + (last < seconds.Length ? 0 : period);
            (low, shortest) = span < shortest ? (seconds[first], span) : (low, shortest);
        }

        double from = Math.Floor(low / Minute) * Minute;
        double to = Math.Ceiling((low + shortest) / Minute) * Minute;
        return to - from >= period ? new(0, period - Minute) : new(from, to % period);
    }

    /// <summary>Whether a number is in the range.</summary>
    public bool Has(double number) => number >= Low && number <= High;

    /// <summary>Whether a time is in the range.</summary>
    public bool Has(double seconds, double period) => Turned(seconds - Low, period) <= Turned(High - Low, period);

    // What is off by rounding alone stays where it was meant to be. Adding nothing makes -0 a plain 0.
    private static double Round(double end, int decimals, Func<double, double> outwards)
    {
        double nearest = Math.Round(end, decimals);
        double power = Math.Pow(10, decimals);
        return (Math.Abs(nearest - end) <= 1e-9 * Math.Abs(end) ? nearest : outwards(end * power) / power) + 0.0;
    }

    private static double Turned(double seconds, double period) => ((seconds % period) + period) % period;
}
