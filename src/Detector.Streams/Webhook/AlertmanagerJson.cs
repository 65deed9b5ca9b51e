using System.Globalization;
using System.Text.Json;
using Detector.Core.Alerts;
using Detector.Core.Alerts.Incidents;
using Detector.Core.Text;

namespace Detector.Streams.Webhook;

/// <summary>
/// Alerts as Alertmanager's API v2 takes them. What it takes for one alert has the same labels: stream, key and severity. An incident goes
/// on until its end is told; of a single event no end is known, and Alertmanager's resolve_timeout counts.
/// </summary>
internal static class AlertmanagerJson
{
    private const string Name = "DetectorAnomaly";
    private const int LongestText = 1000;

    // Should the end never be told: the longest that an incident may last, and as long for it to be noticed.
    private static readonly TimeSpan LongestOpen = 2 * IncidentSettings.LongestAllowed;

    public static byte[] Of(IReadOnlyList<Alert> alerts, DateTimeOffset now)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (Alert alert in alerts)
            {
                // The start may have been told with another severity than the end.
                foreach (Severity severity in alert.Incident?.State == IncidentState.Closed
                    ? [Severity.Warning, Severity.Critical] : (Severity[])[alert.Severity])
                {
                    Write(json, alert, severity, now);
                }
            }

            json.WriteEndArray();
        }

        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Alert alert, Severity severity, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteStartObject("labels");
        json.WriteString("alertname", Name);
        json.WriteString("stream", alert.Stream);
        json.WriteString("severity", severity == Severity.Critical ? "critical" : "warning");
        if (!string.IsNullOrEmpty(alert.Key))
        {
            json.WriteString("key", Cut(alert.Key));
        }

        json.WriteEndObject();
        json.WriteStartObject("annotations");
        json.WriteString("summary", string.Create(
            CultureInfo.InvariantCulture, $"score {alert.Score:0.##} over the threshold of {alert.Threshold:0.##}"));
        json.WriteString("description", Cut(alert.Frame?.Words ?? string.Join("; ", alert.Features.Select(Cause))));
        json.WriteString("event", string.Create(CultureInfo.InvariantCulture, $"{alert.Topic}[{alert.Partition}]@{alert.Offset}"));
        json.WriteString("id", alert.Id);
        json.WriteString("model", alert.ModelVersion);
        json.WriteEndObject();

        // Of a time to come it would be told that it is over before it has begun.
        DateTimeOffset start = Earlier(alert.Incident?.Start ?? alert.EventTime, now);
        json.WriteString("startsAt", start);
        if (alert.Incident is { } incident)
        {
            json.WriteString("endsAt", incident.End is { } end ? Earlier(end > start ? end : start, now) : now + LongestOpen);
        }

        json.WriteEndObject();
    }

    private static string Cause(FeatureContribution cause) => string.Create(
        CultureInfo.InvariantCulture,
        $"{cause.Name} {cause.Value}: {cause.Why ?? $"expected {cause.Expected}"} ({100 * cause.Share:0} %)");

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static string Cut(string text) => ShortText.Cut(text, LongestText);
}
