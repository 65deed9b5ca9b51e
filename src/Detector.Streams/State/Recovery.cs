namespace Detector.Streams.State;

/// <summary>How far the state of a partition is rebuilt.</summary>
/// <param name="next">The first event that is not done: those before it are only read again.</param>
internal sealed class Recovery(long next)
{
    private readonly List<long> _ahead = [];

    public long Next => next;

    public RecoveryPhase Phase { get; set; }

    /// <summary>Looks for the snapshot; null where that is over.</summary>
    public Task<Snapshot?>? Search { get; set; }

    /// <summary>What it goes on from, where the phase is <see cref="RecoveryPhase.Snapshot"/>.</summary>
    public Snapshot? Snapshot { get; set; }

    /// <summary>Whether the snapshot was read.</summary>
    public bool IsRestored { get; set; }

    /// <summary>The first offset that is read again.</summary>
    public long Start { get; set; }

    /// <summary>The first event that a window can still hold.</summary>
    public long Reach { get; set; }

    /// <summary>The offset of the first event that was there; -1 before.</summary>
    public long First { get; set; } = -1;

    /// <summary>The offset behind the last event that was read again.</summary>
    public long At { get; set; }

    /// <summary>All before this offset was read, the source says.</summary>
    public long Passed { get; set; }

    /// <summary>All was read: what is next is decided between two reads.</summary>
    public bool IsDue { get; set; }

    /// <summary>Where reading goes on after the read at hand, of which no event more counts; null where it just goes on.</summary>
    public long? SeekTo { get; set; }

    /// <summary>Whether events that come now are for later.</summary>
    public bool Ignores => IsDue || SeekTo is not null;

    /// <summary>How much the events' times are ahead of Kafka's; most of them, as some clocks are wrong.</summary>
    public long AheadMs
    {
        get
        {
            _ahead.Sort();
            return _ahead.Count == 0 ? 0 : Math.Max(0, _ahead[_ahead.Count * 15 / 16]);
        }
    }

    /// <summary>Begins a phase with reading from an offset.</summary>
    public void Begin(RecoveryPhase phase, long start)
    {
        (Phase, Start, At, First) = (phase, start, start, -1);
        (IsRestored, IsDue) = (false, false);
        _ahead.Clear();
    }

    /// <summary>Takes note of an event's time beside Kafka's.</summary>
    public void Look(long timeMs, long queuedMs) => _ahead.Add(timeMs - queuedMs);
}

/// <summary>How the state of a partition is rebuilt.</summary>
internal enum RecoveryPhase
{
    /// <summary>The latest events are read, which tell how far back the others lie.</summary>
    Looking,

    /// <summary>From a snapshot, and the events since.</summary>
    Snapshot,

    /// <summary>From the events of the longest window.</summary>
    Reading,
}
