using Detector.Core.Alerts.Incidents;
using Detector.Core.Samples;
using Detector.Streams.Settings;

namespace Detector.Streams.Pipeline;

/// <summary>Sizes and times of a stream's pipeline.</summary>
internal sealed record PipelineOptions
{
    /// <summary>The stream's name.</summary>
    public required string Stream { get; init; }

    /// <summary>Columns of a message that its alert passes through.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>How anomalous events are told as one; null where each is told by itself.</summary>
    public IncidentSettings? Incident { get; init; }

    /// <summary>Whether alerts of frames carry them.</summary>
    public bool Pictures { get; init; } = true;

    /// <summary>Frames a second of a camera that are scored at most; null where all are.</summary>
    public double? FramesPerSecond { get; init; }

    /// <summary>Which events make a sample.</summary>
    public WindowSettings Window { get; init; } = new();

    /// <summary>Events in a full batch.</summary>
    public int BatchSize { get; init; } = 4096;

    /// <summary>Longest wait of an event for its batch to fill.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Batches in flight between the three threads; when all are, the consumer waits.</summary>
    public int BatchesInFlight { get; init; } = 6;

    /// <summary>
    /// Batches that may be done while an earlier one is not, since its alert or dead letter is not acknowledged; then the consumer waits.
    /// They take some 200 bytes each.
    /// </summary>
    public int BatchesUnstored { get; init; } = 100_000;

    /// <summary>
    /// Once the consumer has waited so long for a batch, it takes part in its group without reading; well below the time after which the
    /// group gives it up.
    /// </summary>
    public TimeSpan PauseAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Longest wait for in-flight events when partitions are given up; longest time from a stop to having left the group.
    /// </summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>What verdicts on events look like; without a topic where none come.</summary>
    public LabelSettings Labels { get; init; } = new();

    /// <summary>Folder that snapshots of keyed state are kept in; null where they are in none.</summary>
    public string? Snapshots { get; init; }

    /// <summary>Time between two snapshots of a partition.</summary>
    public TimeSpan SnapshotInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Partitions that the bounds of keyed state are shared among.</summary>
    public StateStoreSettings State { get; init; } = new();
}
