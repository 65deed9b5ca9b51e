using System.Globalization;

namespace Detector.Settings;

/// <summary>Spans of time as people write them: "5ms", "1.5s", "10min", "2h", "7d", or "00:00:00.005".</summary>
internal static class Duration
{
    // The longest unit that ends in another's letters comes first ("ms" before "s").
    private static readonly (string Unit, double Milliseconds)[] Units =
        [("ms", 1), ("min", 60_000), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    /// <summary>A bare number has no unit and is refused (TimeSpan.Parse would take it for days).</summary>
    public static bool TryParse(string text, out TimeSpan value)
    {
        text = text.Trim();
        if (text.Contains(':'))
        {
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);
        }

        foreach ((string unit, double milliseconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(text.AsSpan()[..^unit.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                && Math.Abs(number * milliseconds) < TimeSpan.MaxValue.TotalMilliseconds)
            {
                value = TimeSpan.FromTicks((long)Math.Round(number * milliseconds * TimeSpan.TicksPerMillisecond));
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>The shortest text in one unit that says the same, such as "5ms" or "1.5s".</summary>
    public static string Format(TimeSpan value) => value switch
    {
        { Ticks: 0 } => "0s",
        { TotalDays: >= 1 } when value.Ticks % TimeSpan.TicksPerDay == 0 => Invariant(value.TotalDays, "d"),
        { TotalHours: >= 1 } when value.Ticks % TimeSpan.TicksPerHour == 0 => Invariant(value.TotalHours, "h"),
        { TotalMinutes: >= 1 } when value.Ticks % TimeSpan.TicksPerMinute == 0 => Invariant(value.TotalMinutes, "min"),
        { TotalSeconds: >= 1 } => Invariant(value.TotalSeconds, "s"),
        _ => Invariant(value.TotalMilliseconds, "ms"),
    };

    private static string Invariant(double number, string unit) => number.ToString(CultureInfo.InvariantCulture) + unit;
}
