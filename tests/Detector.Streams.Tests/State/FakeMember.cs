using Detector.Core.Offsets;
using Detector.Core.Sources;

namespace Detector.Streams.Tests.State;

/// <summary>A member of a fake topic's group: partitions come and go within its reads, as the topic wants them to.</summary>
/// <param name="topic">The topic.</param>
/// <param name="number">Which member.</param>
/// <param name="seed">Of how many messages a read gives, and when it commits.</param>
internal sealed class FakeMember(FakeTopic topic, int number, int seed) : IEventSource
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<int, int> _positions = []; // index of the next message of each partition that is here
    private readonly Dictionary<int, long> _stored = [];
    private readonly List<(int Partition, FakeEvent Event)> _given = [];
    private IAssignmentHandler? _handler;
    private volatile bool _isDead;

    public IReadOnlyList<string> Topics => ["events"];

    /// <summary>Offsets that were sought, of each partition.</summary>
    public List<(int Partition, long Offset)> Seeks { get; } = [];

    /// <summary>Where reading began.</summary>
    public List<(int Partition, long Offset)> Begins { get; } = [];

    /// <summary>Messages given.</summary>
    public int Given { get; private set; }

    /// <summary>How often it was asked where a time is.</summary>
    public int Questions { get; private set; }

    /// <summary>Whether the broker says where a time is.</summary>
    public bool KnowsTimes { get; set; } = true;

    public EventView this[int index]
    {
        get
        {
            (int partition, FakeEvent e) = _given[index];
            return new EventView
            {
                Partition = FakeTopic.Name(partition), Offset = e.Offset, TimestampMs = e.QueuedMs, Key = default, HasKey = false,
                Payload = e.Payload, Origin = e.Origin,
            };
        }
    }

    public void Open(IAssignmentHandler handler) => _handler = handler;

    /// <summary>It is gone, without a word.</summary>
    public void Kill() => _isDead = true;

    public int Read(TimeSpan wait, int most)
    {
        _given.Clear();
        if (_isDead || Rebalance())
        {
            return 0;
        }

        lock (topic.Gate)
        {
            if (_random.Next(4) == 0)
            {
                Commit();
            }

            int room = Math.Min(most, 1 + _random.Next(200));
            foreach (int partition in _positions.Keys.Order().ToArray())
            {
                FakeEvent[] events = topic.Partitions[partition];
                for (int i = 0; i < 64 && _given.Count < room && _positions[partition] < events.Length; i++)
                {
                    _given.Add((partition, events[_positions[partition]++]));
                }

                if (_positions[partition] == events.Length)
                {
                    _handler!.Passed(FakeTopic.Name(partition), long.MaxValue);
                }
            }

            topic.LatestMs = _given.Select(e => e.Event.TimeMs).Append(topic.LatestMs).Max();
        }

        Given += _given.Count;
        if (_given.Count == 0 && wait > TimeSpan.Zero)
        {
            Thread.Yield();
        }

        return _given.Count;
    }

    public void Seek(TopicPartition partition, long offset)
    {
        Seeks.Add((partition.Partition, offset));
        _positions[partition.Partition] = IndexOf(partition.Partition, offset);
    }

    public long? OffsetAt(TopicPartition partition, long timeMs) => ++Questions > 0 && !KnowsTimes ? null
        : topic.Partitions[partition.Partition].Skip(IndexOf(partition.Partition, 0)).FirstOrDefault(e => e.QueuedMs >= timeMs)?.Offset
            ?? long.MaxValue;

    public IReadOnlyList<MessageHeader> ReadHeaders(int index) => [];

    public void StoreOffset(TopicPartition partition, long nextOffset)
    {
        lock (topic.Gate)
        {
            if (!_isDead)
            {
                _stored[partition.Partition] = nextOffset;
            }
        }
    }

    public void Pause()
    {
    }

    public void Resume()
    {
    }

    public void Close()
    {
        if (!_isDead)
        {
            GiveUp([.. _positions.Keys]);
        }
    }

    public void Dispose()
    {
    }

    private bool Rebalance()
    {
        int[] going;
        int[] coming;
        lock (topic.Gate)
        {
            going = [.. _positions.Keys.Where(partition => topic.Wanted[partition] != number)];
            coming = [.. Enumerable.Range(0, topic.Wanted.Length).Where(p => topic.Wanted[p] == number && topic.Owner[p] == -1)];
            foreach (int partition in coming)
            {
                topic.Owner[partition] = number;
            }
        }

        if (going.Length > 0)
        {
            GiveUp(going);
        }

        foreach (int partition in coming)
        {
            long begin = _handler!.BeginAt(FakeTopic.Name(partition), topic.Committed[partition]);
            Begins.Add((partition, begin));
            _positions[partition] = IndexOf(partition, begin);
        }

        if (coming.Length > 0)
        {
            _handler!.Assigned([.. coming.Select(FakeTopic.Name)]);
        }

        return going.Length > 0;
    }

    private void GiveUp(int[] going)
    {
        _handler!.Revoking([.. going.Select(FakeTopic.Name)]);
        lock (topic.Gate)
        {
            Commit();
            foreach (int partition in going)
            {
                _positions.Remove(partition);
                _stored.Remove(partition);
                topic.Owner[partition] = -1;
            }
        }
    }

    private void Commit()
    {
        foreach ((int partition, long next) in _stored)
        {
            topic.Committed[partition] = next;
        }
    }

    private int IndexOf(int partition, long offset)
    {
        offset = Math.Max(offset, topic.Low[partition]);
        int index = Array.FindIndex(topic.Partitions[partition], e => e.Offset >= offset);
        return index < 0 ? topic.Partitions[partition].Length : index;
    }
}
