using System.Globalization;
using Detector.Core.Alerts;
using Detector.Core.Thresholds;
using Detector.Streams.Lookback;

namespace Detector.Commands.Text;

/// <summary>What would have been alerted, for people or for programs.</summary>
internal static class PreviewText
{
    private const int Causes = 3;

    /// <param name="stream">The stream.</param>
    /// <param name="version">The model.</param>
    /// <param name="thresholds">The one in force, then those for half and twice its target where they are known.</param>
    /// <param name="alerts">What was found.</param>
    /// <param name="ofFile">Whether the events are rows of a file.</param>
    /// <param name="output">Where to.</param>
    public static void Write(
        string stream, string version, IReadOnlyList<Threshold> thresholds, PastAlerts alerts, bool ofFile, TextWriter output)
    {
        if (alerts.Days.Count == 0)
        {
            output.WriteLine($"{stream}, model {version}: no event to score.");
            return;
        }

        Threshold threshold = thresholds[0];
        string asked = threshold is { K: null, Target: > 0 } ? $", learned for {Numbers.Percent(threshold.Target)}" : "";
        output.WriteLine($"{stream}, model {version}, threshold {Numbers.Significant(threshold.Value)}{asked}");
        output.WriteLine();
        var days = new Table(
            ["DAY (UTC)", "EVENTS", "ALERTS", "SHARE", .. thresholds.Skip(1).Select(other => $"AT {Numbers.Percent(other.Target)}")]);
        foreach (PastDay day in alerts.Days)
        {
            days.Add(Row(Day(day.Date), day.Events, day.Over));
        }

        if (alerts.Days.Count > 1)
        {
            long[] sums = [.. thresholds.Select((_, i) => alerts.Days.Sum(day => day.Over[i]))];
            days.Add(Row("all", alerts.Days.Sum(day => day.Events), sums));
        }

        days.Write(output);
        output.WriteLine();
        if (alerts.Highest.Count == 0)
        {
            output.WriteLine("Nothing would have been alerted.");
            return;
        }

        output.WriteLine(alerts.Highest.Count < PastAlerts.Worst ? "What would have been alerted, the worst first:" : "The ten worst:");
        var worst = new Table("TIME (UTC)", "KEY", "TIMES", "WHERE", "WHY");
        foreach (Alert alert in alerts.Highest)
        {
            worst.Add(
                Numbers.Instant(alert.EventTime), alert.Key, Times(alert),
                ofFile ? $"row {Numbers.Count(alert.Offset + 1)}" : $"{alert.Topic}/{alert.Partition}@{alert.Offset}",
                string.Join("; ", alert.Features.Take(Causes).Select(Cause)));
        }

        worst.Write(output);
    }

    public static string Json(string stream, string version, IReadOnlyList<Threshold> thresholds, PastAlerts alerts) => CommandJson.Of(new
    {
        stream,
        version,
        threshold = thresholds[0],
        atHalfTarget = thresholds.ElementAtOrDefault(1)?.Value,
        atTwiceTarget = thresholds.ElementAtOrDefault(2)?.Value,
        days = alerts.Days.Select(day => new
        {
            date = Day(day.Date),
            day.Events,
            alerts = day.Over[0],
            atHalfTarget = thresholds.Count > 1 ? day.Over[1] : (long?)null,
            atTwiceTarget = thresholds.Count > 1 ? day.Over[2] : (long?)null,
        }),
        worst = alerts.Highest,
    });

    /// <summary>A cause in words, such as "amount 912.4, usually 0.9 to 29.7".</summary>
    public static string Cause(FeatureContribution cause) => $"{cause.Name} {cause.Value}"
        + (cause.Why is { } why ? $", {why}" : $", expected {cause.Expected}");

    private static object?[] Row(string day, long events, long[] over) =>
        [day, events, over[0], Numbers.Percent((double)over[0] / Math.Max(1, events)), .. over.Skip(1).Cast<object?>()];

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Times(Alert alert) =>
        alert.Threshold > 0 ? (alert.Score / alert.Threshold).ToString("0.0", CultureInfo.InvariantCulture) + " x" : "-";
}
