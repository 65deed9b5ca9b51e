namespace Detector.Streams.State;

/// <summary>How a stream's keyed state is at one moment. Counts are since the line started.</summary>
public sealed record StateStatus
{
    /// <summary>Partitions whose state is being rebuilt, none of whose events are scored yet.</summary>
    public int Restoring { get; init; }

    /// <summary>Events that are to be read again for it, as far as offsets tell.</summary>
    public long ToRead { get; init; }

    /// <summary>Events of these that were.</summary>
    public long Read { get; init; }

    /// <summary>Keys and pairs of keys.</summary>
    public long Keys { get; init; }

    /// <summary>Bytes that they and their events take.</summary>
    public long Bytes { get; init; }

    /// <summary>Keys that left with events still in their windows, to make room.</summary>
    public long Evicted { get; init; }

    /// <summary>Events that came so late that later ones do not see them.</summary>
    public long Late { get; init; }

    /// <summary>Rows of which metrics did not come in time.</summary>
    public long Incomplete { get; init; }

    /// <summary>Messages of metrics that are none of the schema's fields.</summary>
    public long Unlisted { get; init; }

    /// <summary>Times that the broker no longer had all events that a partition's aggregates look back to.</summary>
    public long Gaps { get; init; }

    /// <summary>Messages that were forwarded to the re-partition topic once more, and left out.</summary>
    public long Repeats { get; init; }

    /// <summary>Verdicts that found their event in a partition that is here.</summary>
    public long Judged { get; init; }

    /// <summary>Verdicts whose event is in no partition that is here, of each partition, or came too long before them.</summary>
    public long UnknownVerdicts { get; init; }

    /// <summary>Messages of the verdicts' topic that are none.</summary>
    public long UnreadableVerdicts { get; init; }
}
