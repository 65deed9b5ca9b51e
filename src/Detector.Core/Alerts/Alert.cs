using System.Text.Json.Serialization;
using Detector.Core.Alerts.Frames;
using Detector.Core.Alerts.Incidents;
using Detector.Core.Scoring;
using Detector.Core.Sources;

namespace Detector.Core.Alerts;

/// <summary>An event whose score passed the threshold, and why.</summary>
public sealed record Alert
{
    /// <summary>The same for the same event of the same stream, each time it is delivered.</summary>
    public required string Id { get; init; }

    public required string Stream { get; init; }

    /// <summary>The event's key as text; null where it has none.</summary>
    public string? Key { get; init; }

    /// <summary>
    /// The event's key, byte for byte, which need not be a text; null where it has none. The key of the alert's message, and not in
    /// its JSON.
    /// </summary>
    [JsonIgnore]
    public byte[]? KeyBytes { get; init; }

    /// <summary>Kafka's timestamp of the event, Unix milliseconds. Not in the JSON.</summary>
    [JsonIgnore]
    public long TimestampMs { get; init; }

    /// <summary>
    /// Which span of a trace tells of it, as a W3C traceparent; null where nothing is traced. A header of the alert's message, and not in
    /// its JSON.
    /// </summary>
    [JsonIgnore]
    public string? TraceParent { get; init; }

    public required DateTimeOffset EventTime { get; init; }

    /// <summary>
    /// Columns of the message that the settings pass through, by their names; those that it lacks are left out. Null where none are asked
    /// for.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Included { get; init; }

    /// <summary>
    /// Calibrated score, the larger the stranger: the residual's part, the larger of the two distances', and the code's.
    /// </summary>
    public required double Score { get; init; }

    /// <summary>"Rebuilt badly": the score's part that the reconstruction residual made.</summary>
    public required double ResidualScore { get; init; }

    /// <summary>
    /// "Far out": the score's part that the event's distance from the middle of usual events made; counts where it is the larger distance.
    /// </summary>
    public required double DistanceScore { get; init; }

    /// <summary>
    /// "Far from every usual event": the score's part that the distance from the nearest ones made; counts where it is the larger
    /// distance.
    /// </summary>
    public double NeighbourScore { get; init; }

    /// <summary>The score's part that the position of the code made.</summary>
    public required double CodeScore { get; init; }

    /// <summary>The score's parts, with words, the largest first: the three above and whatever else a score comes to have.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ScorePart>? Parts { get; init; }

    /// <summary>
    /// The incident that it tells of, where anomalous events that belong together are told as one: once of its start, once of its end. All
    /// else is of its strangest event so far. Null where each is told by itself.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IncidentReport? Incident { get; init; }

    /// <summary>Of a frame: what is strange where, in words, boxes and a picture; null elsewhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FrameReport? Frame { get; init; }

    /// <summary>Root mean square of the reconstruction error over the scaled features.</summary>
    public required double ReconstructionError { get; init; }

    public required double Threshold { get; init; }

    public required Severity Severity { get; init; }

    public required string ModelVersion { get; init; }

    public required string ThresholdVersion { get; init; }

    public required string Topic { get; init; }

    public required int Partition { get; init; }

    public required long Offset { get; init; }

    /// <summary>Where the event was before it was forwarded to a re-partition topic; null where it was not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EventOrigin? Origin { get; init; }

    /// <summary>Features that contributed most, the largest share first.</summary>
    public required IReadOnlyList<FeatureContribution> Features { get; init; }
}
