namespace Detector.Core.Offsets;

/// <summary>
/// Stands for the offsets of one batch of events. It is complete when every hold is released; it starts with one, the
/// pipeline's own, released when the whole batch is scored and its alerts are handed over.
/// </summary>
public sealed class OffsetTicket
{
    private const long None = -1;

    private readonly OffsetTracker _tracker;
    private Dictionary<TopicPartition, long>? _earlier;
    private TopicPartition _partition;
    private long _next = None;
    private int _holds = 1;
    private int _pins;

    internal OffsetTicket(OffsetTracker tracker) => _tracker = tracker;

    /// <summary>Events counted in.</summary>
    internal int Events { get; private set; }

    internal bool IsComplete => Volatile.Read(ref _holds) == 0;

    /// <summary>Whether nothing is awaited but what may last.</summary>
    internal bool IsDone => Volatile.Read(ref _holds) <= Volatile.Read(ref _pins);

    /// <summary>Counts an event in; consumer thread only, offsets of a partition in rising order.</summary>
    public void Add(TopicPartition partition, long offset)
    {
        // Events come in runs of one partition: only the end of a run is looked up.
        if (partition != _partition)
        {
            PutAside();
            _partition = partition;
        }

        _next = offset + 1;
        Events++;
    }

    /// <summary>One more acknowledgement is awaited; only while the ticket is not complete.</summary>
    public void Hold()
    {
        if (Interlocked.Increment(ref _holds) <= 1)
        {
            throw new InvalidOperationException("the ticket is complete already: its offsets may have been stored");
        }
    }

    /// <summary>
    /// A hold that may last, such as an incident's: offsets wait for it, but who drains does not, so that its events come again for
    /// whoever goes on.
    /// </summary>
    public void Pin()
    {
        Hold();
        Interlocked.Increment(ref _pins);
    }

    /// <summary>Ends a <see cref="Pin"/>.</summary>
    /// <exception cref="Exception">What the tracker's store threw.</exception>
    public void Unpin()
    {
        Interlocked.Decrement(ref _pins);
        Release();
    }

    /// <summary>An acknowledgement came; the last one completes the ticket. Any thread.</summary>
    /// <exception cref="Exception">What the tracker's store threw; the ticket is complete nevertheless.</exception>
    public void Release()
    {
        int left = Interlocked.Decrement(ref _holds);
        if (left < 0)
        {
            throw new InvalidOperationException("the ticket was released more often than it was held");
        }

        if (left <= Volatile.Read(ref _pins))
        {
            _tracker.Advance();
        }
    }

    /// <summary>The offset after the last event of each partition.</summary>
    internal IReadOnlyCollection<KeyValuePair<TopicPartition, long>> Ends()
    {
        if (_earlier is null)
        {
            return _next == None ? [] : [KeyValuePair.Create(_partition, _next)];
        }

        PutAside();
        return _earlier;
    }

    internal void Forget(IReadOnlyList<TopicPartition> partitions)
    {
        foreach (TopicPartition partition in partitions)
        {
            _earlier?.Remove(partition);
            _next = partition == _partition ? None : _next;
        }
    }

    private void PutAside()
    {
        if (_next != None)
        {
            (_earlier ??= [])[_partition] = _next;
            _next = None;
        }
    }
}
