using Detector.Core.Offsets;

namespace Detector.Core.State;

/// <summary>What somebody found out about an event.</summary>
public readonly record struct Verdict
{
    /// <summary>The partition of the verdicts' own topic that it came from.</summary>
    public int Source { get; init; }

    /// <summary>Its offset there.</summary>
    public long Offset { get; init; }

    /// <summary>Its event.</summary>
    public EventName Event { get; init; }

    /// <summary>The partition that its event is from; null where it does not say.</summary>
    public TopicPartition? Partition { get; init; }

    /// <summary>When it came, Unix milliseconds: no earlier event knows of it.</summary>
    public long TimeMs { get; init; }

    /// <summary>Whether the event was an anomaly.</summary>
    public bool IsAnomaly { get; init; }
}
