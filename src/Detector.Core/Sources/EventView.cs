using Detector.Core.Offsets;

namespace Detector.Core.Sources;

/// <summary>One consumed message, borrowed from its source until the next read.</summary>
public readonly ref struct EventView
{
    public required TopicPartition Partition { get; init; }

    public required long Offset { get; init; }

    /// <summary>The message's timestamp in Kafka, Unix milliseconds.</summary>
    public required long TimestampMs { get; init; }

    /// <summary>The message's key; empty where it has none.</summary>
    public required ReadOnlySpan<byte> Key { get; init; }

    /// <summary>The message's value; empty where it has none.</summary>
    public required ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>A null value, which Kafka tells from an empty one (a tombstone).</summary>
    public bool IsTombstone { get; init; }

    /// <summary>Whether there is a key: Kafka tells null from an empty one.</summary>
    public bool HasKey { get; init; }

    /// <summary>Where it was forwarded from; null where it was not, or nobody asked.</summary>
    public EventOrigin? Origin { get; init; }
}
