using System.Globalization;
using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Statistics;
using Detector.Core.Text;

namespace Detector.Core.Schemas.Inference;

/// <summary>What a column's values give reason to doubt: each says what was seen, with an example, and what to do.</summary>
internal static class ColumnWarnings
{
    private const double From1971 = 31_536_000;

    // A clock's numbers below this count days or steps, not seconds.
    private const double LeastClock = 1e5;
    private const double FarOff = 10;

    // The largest numbers of 32 and 64 bits, which programs write for "none".
    private static readonly double[] Limits = [int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, ulong.MaxValue];

    /// <summary>The doubts, each a sentence; none where all is well.</summary>
    /// <param name="column">What was seen.</param>
    /// <param name="role">What the column was taken for.</param>
    /// <param name="rows">Rows of the sample.</param>
    public static IEnumerable<string> Of(ColumnProfile column, ColumnRole role, int rows)
    {
        if (role is ColumnRole.Key or ColumnRole.Label)
        {
            yield break;
        }

        string fate = role == ColumnRole.Feature && column.Numbers > column.Texts
            ? "the mean stands in for them"
            : "the model does not see them as what they are";
        if (column.ForeignNumbers > 0 && 2 * column.ForeignNumbers > column.Texts)
        {
            string beside = column.Numbers == 0 && column.ContraryNumber is { } contrary ? $" beside \"{contrary}\"" : "";
            string spelling = column.Numbers > 0 ? "another spelling than the rest" : "more than one spelling";
            yield return $"{Share(column.ForeignNumbers, column)} are numbers in {spelling}, such as "
                + $"\"{column.FirstForeignNumber}\"{beside}, and {fate}; "
                + "write all of them with the same marks and unit (1234.56), in the sample and in the messages";
        }
        else if (column.ForeignDates > 0 && 2 * column.ForeignDates > column.Texts)
        {
            yield return $"{Share(column.ForeignDates, column)} are times in no pattern that is the same throughout, such as "
                + $"\"{column.FirstForeignDate}\", and {fate}; "
                + "write ISO 8601 (2018-06-30T14:05) or Unix time, in the sample and in the messages";
        }
        else if (column.Numbers > 0 && column.Texts > 0 && 2 * column.Numbers >= column.Count)
        {
            yield return $"{Share(column.Texts, column)} are no numbers while the others are, such as \"{column.FirstText}\", and {fate}; "
                + "leave such values empty where they stand for none";
        }

        if (role is ColumnRole.Feature or ColumnRole.Time && column.Doubt is { } doubt)
        {
            yield return doubt;
        }

        if (role == ColumnRole.Time && Time(column) is { } time)
        {
            yield return time;
        }
        else if (role != ColumnRole.Time && Clock(column, rows) is { } clock)
        {
            yield return clock;
        }

        if (role == ColumnRole.Feature && Placeholder(column) is { } placeholder)
        {
            yield return $"its {(placeholder > 0 ? "largest" : "smallest")} number {ValueText.Of(placeholder)} is far from the others: "
                + "where it stands for a missing value, "
                + "leave the value out, or the model learns it as a measurement";
        }
    }

    /// <summary>A Unix time as people read it.</summary>
    public static string Instant(double seconds) => IsoInstant.OfSeconds(seconds) ?? ValueText.Of(seconds) + " s";

    private static string? Time(ColumnProfile column)
    {
        (double first, double last) = (InstantText.Seconds(column.Min), InstantText.Seconds(column.Max));
        double from = column.Numbers > 0 ? ColumnRules.From2000 : From1971;
        return first < from || last > ColumnRules.To2100
            ? $"its times run from {Instant(first)} to {Instant(last)}, which can hardly be; "
                + (column.Numbers > 0 ? "numbers are read as Unix seconds, or by their size as milliseconds, microseconds or "
                + "nanoseconds" : "leave out times that stand for none")
            : null;
    }

    private static string? Clock(ColumnProfile column, int rows)
    {
        if (!column.Words.SayClock || column.Numbers < rows || column.Integers < rows || column.Min < LeastClock)
        {
            return null;
        }

        if (IsDay(column.Min) && IsDay(column.Max))
        {
            return $"its numbers look like dates, such as {ValueText.Of(column.Min)}, and are read as numbers; write ISO 8601 "
                + "(2018-06-30) or Unix time";
        }

        (double first, double last) = (InstantText.Seconds(column.Min), InstantText.Seconds(column.Max));
        return first < ColumnRules.From2000 || last > ColumnRules.To2100
            ? $"by its name a time, but read as Unix time its numbers run from {Instant(first)} to {Instant(last)}, so it was not "
                + "taken for one: is it in another unit?"
            : null;
    }

    private static bool IsDay(double number) =>
        DateOnly.TryParseExact(Digits(number), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
        && day.Year is >= 1900 and <= 2100;

    private static double? Placeholder(ColumnProfile column)
    {
        double[] sorted = column.Sample.Sorted();
        if (sorted.Length == 0 || column.Min == column.Max)
        {
            return null;
        }

        double usual = Math.Max(1, Math.Abs(Quantiles.Median(sorted)));
        return new[] { column.Min, column.Max }
            .Where(extreme => IsPlaceholder(extreme) && Math.Abs(extreme) >= FarOff * usual)
            .Select(extreme => (double?)extreme)
            .FirstOrDefault();
    }

    private static bool IsPlaceholder(double number) =>
        Limits.Contains(number) || Math.Abs(number) >= 1e30
        || (Math.Abs(number) >= 999 && number == Math.Floor(number) && Digits(Math.Abs(number)).All(digit => digit == '9'));

    private static string Digits(double number) => number.ToString("F0", CultureInfo.InvariantCulture);

    private static string Share(int count, ColumnProfile column) => count == column.Count ? "all values" : $"{count} of {column.Count} "
        + "values";
}
