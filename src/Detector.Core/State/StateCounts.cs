namespace Detector.Core.State;

/// <summary>What a partition's state has left out, since it began.</summary>
public sealed class StateCounts
{
    /// <summary>Events that came so late that later ones do not see them.</summary>
    public long Late { get; set; }

    /// <summary>Keys that left with events still in their windows, to make room.</summary>
    public long Evicted { get; set; }

    /// <summary>Events that were there already.</summary>
    public long Repeated { get; set; }
}
