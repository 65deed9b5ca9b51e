using Detector.Core.Offsets;

namespace Detector.Core.Tests.Offsets;

/// <summary>
/// What an <see cref="OffsetTracker"/> should do, said in the simplest way: every event is remembered by itself, and after each
/// operation all of them are gone through from the start.
/// </summary>
internal sealed class OffsetModel
{
    private readonly List<ModelTicket> _tickets = [];
    private int _done;

    /// <summary>What should have been stored so far, in order (of a ticket's partitions, in any).</summary>
    public List<HashSet<(TopicPartition Partition, long Next)>> Stored { get; } = [];

    public bool IsDrained => _done == _tickets.Count;

    public int Open()
    {
        _tickets.Add(new ModelTicket());
        return _tickets.Count - 1;
    }

    public void Add(int ticket, TopicPartition partition, long offset) => _tickets[ticket].Events.Add((partition, offset));

    public int Holds(int ticket) => _tickets[ticket].Holds;

    public void Hold(int ticket) => _tickets[ticket].Holds++;

    public void Release(int ticket)
    {
        _tickets[ticket].Holds--;
        for (; _done < _tickets.Count && _tickets[_done].Holds == 0; _done++)
        {
            HashSet<(TopicPartition, long)> ends =
                [.. _tickets[_done].Events.GroupBy(e => e.Partition).Select(events => (events.Key, events.Max(e => e.Offset) + 1))];
            if (ends.Count > 0)
            {
                Stored.Add(ends);
            }
        }
    }

    public void Forget(IReadOnlyCollection<TopicPartition> partitions)
    {
        foreach (ModelTicket ticket in _tickets.Skip(_done))
        {
            ticket.Events.RemoveAll(e => partitions.Contains(e.Partition));
        }
    }

    private sealed class ModelTicket
    {
        public List<(TopicPartition Partition, long Offset)> Events { get; } = [];

        public int Holds { get; set; } = 1;
    }
}
