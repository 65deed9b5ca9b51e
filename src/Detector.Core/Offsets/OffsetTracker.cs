namespace Detector.Core.Offsets;

/// <summary>
/// Knows up to where a stream is done. Tickets are opened in the order of consumption; they may complete in any order, but an
/// offset is stored only when its ticket and every one before it are complete. One lock a batch, none an event.
/// </summary>
/// <param name="store">
/// Called with the next offset of a partition, in rising order, by whichever thread completes a ticket. Where it throws, the other
/// offsets are stored all the same, and the caller of <see cref="OffsetTicket.Release"/> gets the exception.
/// </param>
public sealed class OffsetTracker(Action<TopicPartition, long> store)
{
    private readonly Queue<OffsetTicket> _open = new();
    private readonly object _gate = new();

    /// <summary>Events whose offsets are not stored, since they or earlier ones are not done; consumer thread only.</summary>
    public long OpenEvents
    {
        get
        {
            lock (_gate)
            {
                return _open.Sum(ticket => (long)ticket.Events);
            }
        }
    }

    /// <summary>Opens the ticket of the next batch; consumer thread only.</summary>
    public OffsetTicket Open()
    {
        var ticket = new OffsetTicket(this);
        lock (_gate)
        {
            _open.Enqueue(ticket);
        }

        return ticket;
    }

    /// <summary>
    /// Waits while so many tickets are open, behind one whose alert or dead letter is not acknowledged; false where there still are at
    /// the end.
    /// </summary>
    public bool WaitForRoom(int most, TimeSpan wait)
    {
        lock (_gate)
        {
            return _open.Count < most || (wait > TimeSpan.Zero && Monitor.Wait(_gate, wait) && _open.Count < most);
        }
    }

    /// <summary>
    /// Forgets the partitions: nothing that was read of them so far is stored any more. What is read after they are assigned
    /// again counts anew. Consumer thread only.
    /// </summary>
    public void Forget(IReadOnlyList<TopicPartition> partitions)
    {
        lock (_gate)
        {
            foreach (OffsetTicket ticket in _open)
            {
                ticket.Forget(partitions);
            }
        }
    }

    /// <summary>
    /// Waits until every open ticket is complete, but for what is pinned; false where the time ran out, or the wait was ended. The batch
    /// that is being filled counts: its ticket must be on its way before.
    /// </summary>
    /// <param name="timeout">How long; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</param>
    /// <param name="time">By whose clock.</param>
    /// <param name="cancellation">Ends the wait before its time.</param>
    public bool Drain(TimeSpan timeout, TimeProvider time, CancellationToken cancellation = default)
    {
        bool isOver = timeout == TimeSpan.Zero;
        using CancellationTokenRegistration cancelled = cancellation.Register(End);
        lock (_gate)
        {
            using ITimer timer = time.CreateTimer(_ => End(), null, isOver ? Timeout.InfiniteTimeSpan : timeout, Timeout.InfiniteTimeSpan);
            while (!IsDone() && !isOver)
            {
                Monitor.Wait(_gate);
            }

            return IsDone();
        }

        bool IsDone() => _open.All(ticket => ticket.IsDone);

        void End()
        {
            lock (_gate)
            {
                isOver = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    internal void Advance()
    {
        List<Exception> failures = [];
        lock (_gate)
        {
            while (_open.TryPeek(out OffsetTicket? head) && head.IsComplete)
            {
                _open.Dequeue();
                Store(head, failures);
            }

            Monitor.PulseAll(_gate);
        }

        if (failures.Count > 0)
        {
            throw failures.Count == 1 ? failures[0] : new AggregateException(failures);
        }
    }

    private void Store(OffsetTicket ticket, List<Exception> failures)
    {
        foreach ((TopicPartition partition, long next) in ticket.Ends())
        {
            try
            {
                store(partition, next);
            }
            catch (Exception e)
            {
                failures.Add(e);
            }
        }
    }
}
