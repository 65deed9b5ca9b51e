namespace Detector.Core.State;

/// <summary>What a partition's state has left out, and which verdicts it has heard, since it began.</summary>
public sealed class StateCounts
{
    /// <summary>Events that came so late that later ones do not see them.</summary>
    public long Late { get; set; }

    /// <summary>Keys that left with events still in their windows, to make room.</summary>
    public long Evicted { get; set; }

    /// <summary>Events that were there already.</summary>
    public long Repeated { get; set; }

    /// <summary>Verdicts that found their event.</summary>
    public long Judged { get; set; }

    /// <summary>Verdicts whose event is none of the partition's, or came too long before them.</summary>
    public long Unknown { get; set; }

    /// <summary>Rows of which metrics did not come in time.</summary>
    public long Incomplete { get; set; }

    /// <summary>Messages of metrics that are none of the fields.</summary>
    public long Unlisted { get; set; }

    /// <summary>What two states of the same events have left out: an event that was late, or there, was so for both.</summary>
    public static StateCounts? Of(StateCounts? one, StateCounts? other) => one is null || other is null ? one ?? other : new()
    {
        Late = Math.Max(one.Late, other.Late),
        Evicted = one.Evicted + other.Evicted,
        Repeated = Math.Max(one.Repeated, other.Repeated),
        Judged = one.Judged + other.Judged,
        Unknown = one.Unknown + other.Unknown,
        Incomplete = one.Incomplete + other.Incomplete,
        Unlisted = one.Unlisted + other.Unlisted,
    };
}
