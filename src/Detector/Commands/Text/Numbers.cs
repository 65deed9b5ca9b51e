using System.Globalization;

namespace Detector.Commands.Text;

/// <summary>Numbers as people read them, the same on every machine.</summary>
internal static class Numbers
{
    /// <summary>Such as 12,345.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"1 row", "12,345 rows".</summary>
    public static string Count(long number, string thing) => $"{Count(number)} {thing}{(number == 1 ? "" : "s")}";

    /// <summary>Such as "30 of 300 rows (10 %)".</summary>
    public static string Share(long part, long all, string thing) =>
        $"{Count(part)} of {Count(all, thing)} ({Percent((double)part / all)})";

    /// <summary>Such as 1 %, 0.983 % or 12.3 %: at most three digits that matter.</summary>
    public static string Percent(double share) => double.IsNaN(share) ? "-" : Trim(Significant(100 * share)) + " %";

    /// <summary>Three digits that matter, without an exponent where it can be: 0.00123, 1.23, 12.3, 1234.</summary>
    public static string Significant(double number) => Math.Abs(number) switch
    {
        0 => "0",
        double.NaN => "-",
        >= 1e6 or < 1e-4 => number.ToString("0.##e0", CultureInfo.InvariantCulture),
        >= 100 => number.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => number.ToString("0.0", CultureInfo.InvariantCulture),
        >= 1 => number.ToString("0.00", CultureInfo.InvariantCulture),
        >= 0.1 => number.ToString("0.000", CultureInfo.InvariantCulture),
        >= 0.01 => number.ToString("0.0000", CultureInfo.InvariantCulture),
        _ => number.ToString("0.######", CultureInfo.InvariantCulture),
    };

    /// <summary>A rate or size in thousands or millions: 950, 12.3k, 1.2M.</summary>
    public static string Short(double number) => number switch
    {
        >= 1e6 => (number / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + "M",
        >= 1e3 => (number / 1e3).ToString(number >= 1e5 ? "0" : "0.0", CultureInfo.InvariantCulture) + "k",
        _ => number.ToString("0", CultureInfo.InvariantCulture),
    };

    /// <summary>A figure between 0 and 1 by which models are compared: 0.9712.</summary>
    public static string Figure(double? number) => number?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "-";

    /// <summary>Such as 2026-11-21 07:15:02Z.</summary>
    public static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Such as 0:07, 12:34 or 1:02:03.</summary>
    public static string Time(TimeSpan time) =>
        time.ToString(time.TotalHours >= 1 ? "h\\:mm\\:ss" : "m\\:ss", CultureInfo.InvariantCulture);

    private static string Trim(string number) => number.Contains('.') && !number.Contains('e') ? number.TrimEnd('0').TrimEnd('.') : number;
}
