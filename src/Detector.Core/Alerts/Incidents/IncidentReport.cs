using System.Text.Json.Serialization;

namespace Detector.Core.Alerts.Incidents;

/// <summary>What an alert says of the incident that it tells of.</summary>
public sealed record IncidentReport
{
    /// <summary>The same in the alert of its start and in that of its end.</summary>
    public required string Id { get; init; }

    public required IncidentState State { get; init; }

    /// <summary>Time of the first anomalous event.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Time of the strangest so far.</summary>
    public required DateTimeOffset Peak { get; init; }

    /// <summary>Time of the last; null while it is open.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? End { get; init; }

    /// <summary>From its start to its end in seconds; null while it is open.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Seconds => (End - Start)?.TotalSeconds;

    /// <summary>The strangest event's score.</summary>
    public required double PeakScore { get; init; }

    /// <summary>Anomalous events so far.</summary>
    public required int Events { get; init; }
}
