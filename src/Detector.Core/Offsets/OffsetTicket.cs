namespace Detector.Core.Offsets;

/// <summary>
/// Stands for the offsets of one batch of events. It is complete when every hold is released; it starts with one, the
/// pipeline's own, released when the whole batch is scored and its alerts are handed over.
/// </summary>
public sealed class OffsetTicket
{
    private readonly OffsetTracker _tracker;
    private int _holds = 1;

    internal OffsetTicket(OffsetTracker tracker) => _tracker = tracker;

    /// <summary>The offset after the last event of each partition.</summary>
    internal Dictionary<TopicPartition, long> Next { get; } = [];

    internal bool IsComplete => Volatile.Read(ref _holds) == 0;

    /// <summary>Counts an event in; consumer thread only, offsets of a partition in rising order.</summary>
    public void Add(TopicPartition partition, long offset) => Next[partition] = offset + 1;

    /// <summary>One more acknowledgement is awaited.</summary>
    public void Hold() => Interlocked.Increment(ref _holds);

    /// <summary>An acknowledgement came; the last one completes the ticket. Any thread.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holds) == 0)
        {
            _tracker.Advance();
        }
    }
}
