using Confluent.Kafka;
using Detector.Core.Sources;
using Detector.Kafka.Settings;
using Microsoft.Extensions.Logging;
using TopicPartition = Detector.Core.Offsets.TopicPartition;

namespace Detector.Kafka.Sources;

/// <summary>
/// Knows where in each partition a source goes on, so that no position moves unseen: what the client does by itself, to go on with the
/// oldest event where the one that it wants is not there, loses none that is. Consumer thread.
/// </summary>
internal sealed partial class PositionKeeper(
    IConsumer<Ignore, Ignore> consumer, GroupStart group, SourceTopics topics, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan LookTimeout = TimeSpan.FromSeconds(2);

    // Time after a topic was made anew in which a member that has not noticed may have committed a position of the old one; time between
    // two looks.
    private static readonly TimeSpan Unsettled = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Unnoticed = TimeSpan.FromSeconds(20);

    private readonly Dictionary<TopicPartition, Position> _positions = [];
    private readonly Dictionary<TopicPartition, long> _rewound = [];
    private readonly Dictionary<string, long> _anew = [];
    private Position _last = new();
    private TopicPartition _lastPartition = new(-1, -1);

    /// <summary>Told of each jump.</summary>
    public event Action<PositionJump>? Jumped;

    /// <summary>Where to start in partitions that this member was given.</summary>
    /// <param name="partitions">These.</param>
    /// <param name="handler">Who may want to read earlier events again.</param>
    /// <exception cref="KafkaException">
    /// The group's offsets cannot be looked up, and StartFrom: Latest or the handler needs them.
    /// </exception>
    public IReadOnlyList<TopicPartitionOffset> Start(
        IReadOnlyList<Confluent.Kafka.TopicPartition> partitions, IAssignmentHandler handler)
    {
        _lastPartition = new TopicPartition(-1, -1);
        Dictionary<Confluent.Kafka.TopicPartition, long> committed = group.Committed(partitions, isNeeded: handler.ReadsAgain);
        Dictionary<Confluent.Kafka.TopicPartition, long> ends = group.Ends(committed);
        return
        [
            .. partitions.Select(partition =>
                Start(partition, committed[partition], ends.TryGetValue(partition, out long end) ? end : null, handler)),
        ];
    }

    /// <summary>Whether an event comes from before the last one of its partition, so that the partition begins again.</summary>
    public bool IsBack(TopicPartition partition, long offset) => offset < Find(partition).Next;

    /// <summary>Takes note of an event that goes to the stream.</summary>
    /// <returns>False where it comes from before the last one: the partition begins
    /// again, and what was read of it before must be forgotten.</returns>
    public bool Take(TopicPartition partition, long offset)
    {
        Position last = Find(partition);
        long expected = last.Next;
        last.Next = offset + 1;
        if (offset == expected || expected < 0)
        {
            return true;
        }

        Confluent.Kafka.TopicPartition name = topics.Name(partition);
        if (offset < expected)
        {
            SayAnew(partition, expected, offset);
            Store(name, offset);
            return false;
        }

        // Other gaps are what compaction and transactions leave; and what was to be read again only is not missed.
        long unread = Math.Max(expected, last.Unread);
        long gone = Math.Min(consumer.GetWatermarkOffsets(name).Low.Value, offset) - unread;
        if (gone > 0)
        {
            SayGone(name, unread, unread + gone, gone);
        }

        return true;
    }

    /// <summary>
    /// Reads a partition on from the event that is expected next: what the client gave beyond that did not go to the stream.
    /// </summary>
    /// <param name="partition">Which.</param>
    /// <param name="unknown">Where to go on if it is not known which event that is.</param>
    public void ReadAgain(TopicPartition partition, Offset unknown) =>
        Seek(topics.Name(partition), Find(partition).Next is >= 0 and var next ? new Offset(next) : unknown);

    /// <summary>Reads a partition on from another offset.</summary>
    /// <exception cref="SourceFailedException">The client does not do so.</exception>
    public void Move(TopicPartition partition, long offset)
    {
        Confluent.Kafka.TopicPartition name = topics.Name(partition);
        Find(partition).Next = offset;
        try
        {
            consumer.Seek(new TopicPartitionOffset(name, offset));
        }
        catch (KafkaException e)
        {
            throw new SourceFailedException($"{name} cannot be read from offset {offset} on: {e.Error.Reason}", e);
        }
    }

    /// <inheritdoc cref="IEventSource.OffsetAt"/>
    public long? OffsetAt(TopicPartition partition, long timeMs)
    {
        try
        {
            var time = new TopicPartitionTimestamp(topics.Name(partition), new Timestamp(timeMs, TimestampType.CreateTime));
            Offset offset = consumer.OffsetsForTimes([time], LookTimeout)[0].Offset;
            return offset.IsSpecial ? long.MaxValue : offset.Value;
        }
        catch (KafkaException e)
        {
            LogNotLookedUp(e.Error.Reason);
            return null;
        }
    }

    /// <summary>Says what retention removed before a position, where no event follows that would show it.</summary>
    /// <param name="partition">A partition with nothing on its way to the stream.</param>
    /// <param name="low">Its oldest offset, not after the one that is fetched next.</param>
    public void Look(TopicPartition partition, long low)
    {
        if (_positions.TryGetValue(partition, out Position? position) && position.Next >= 0 && position.Next < low)
        {
            long unread = Math.Max(position.Next, position.Unread);
            position.Next = low;
            if (unread < low)
            {
                SayGone(topics.Name(partition), unread, low, low - unread);
            }
        }
    }

    /// <summary>A topic was made anew: its position is its beginning, whatever was read of the old one.</summary>
    /// <param name="topic">Which.</param>
    /// <param name="assigned">Its partitions that are this member's.</param>
    /// <returns>Partitions that begin again: what was read of them must be forgotten, and <see cref="ReadAgain"/> reads them.</returns>
    public IReadOnlyList<TopicPartition> BeginAgain(string topic, IEnumerable<TopicPartition> assigned)
    {
        _anew[topic] = time.GetTimestamp();
        TopicPartition[] old = [.. assigned.Where(partition => !IsRewound(partition, Unnoticed))];
        foreach (TopicPartition partition in old)
        {
            long before = _positions.TryGetValue(partition, out Position? position) ? position.Next : -1;
            SayAnew(partition, before, 0);
            if (position is not null)
            {
                position.Next = -1;
            }

            Store(topics.Name(partition), 0);
        }

        return old;
    }

    private Position Find(TopicPartition partition)
    {
        if (partition != _lastPartition)
        {
            if (!_positions.TryGetValue(partition, out Position? position))
            {
                _positions.Add(partition, position = new Position());
            }

            _last = position;
            _lastPartition = partition;
        }

        return _last;
    }

    private void Seek(Confluent.Kafka.TopicPartition partition, Offset offset)
    {
        try
        {
            consumer.Seek(new TopicPartitionOffset(partition, offset));
        }
        catch (KafkaException e)
        {
            // It is not fetched yet, and will be from what is committed.
            LogNotSought(partition.Topic, partition.Partition.Value, e.Error.Reason);
        }
    }

    // Lower than what is committed, which the client by itself never commits.
    private void Store(Confluent.Kafka.TopicPartition partition, long next)
    {
        try
        {
            consumer.StoreOffset(new TopicPartitionOffset(partition, next));
        }
        catch (KafkaException e)
        {
            LogNotCommitted(partition.ToString(), e.Error.Reason);
        }

        Commit(new TopicPartitionOffset(partition, next));
    }

    private void Commit(TopicPartitionOffset position)
    {
        try
        {
            consumer.Commit([position]);
        }
        catch (KafkaException e)
        {
            LogNotCommitted(position.ToString(), e.Error.Reason);
        }
    }

    private TopicPartitionOffset Start(Confluent.Kafka.TopicPartition name, long committed, long? end, IAssignmentHandler handler)
    {
        TopicPartition partition = topics.Ours(name);
        bool isOld = _anew.TryGetValue(name.Topic, out long since) && time.GetElapsedTime(since) < Unsettled
            && !IsRewound(partition, Unsettled);
        if (isOld)
        {
            SayAnew(partition, committed, 0);
            Commit(new TopicPartitionOffset(name, 0));
        }

        long? given = isOld ? 0 : end;
        long next = given ?? committed;
        long begin = handler.BeginAt(partition, next);
        _positions[partition] = new Position { Next = begin, Unread = next };
        return new TopicPartitionOffset(name, begin < next ? begin : given ?? Offset.Unset);
    }

    private bool IsRewound(TopicPartition partition, TimeSpan within) =>
        _rewound.TryGetValue(partition, out long at) && time.GetElapsedTime(at) < within;

    private void SayGone(Confluent.Kafka.TopicPartition partition, long from, long to, long gone)
    {
        LogGone(partition.Topic, partition.Partition.Value, from, to, gone);
        Jumped?.Invoke(new PositionJump(partition.Topic, partition.Partition.Value, JumpReason.Retention, gone));
    }

    private void SayAnew(TopicPartition partition, long from, long to)
    {
        Confluent.Kafka.TopicPartition name = topics.Name(partition);
        _rewound[partition] = time.GetTimestamp();
        LogAnew(name.Topic, name.Partition.Value, from, to);
        Jumped?.Invoke(new PositionJump(name.Topic, name.Partition.Value, JumpReason.Recreated, 0));
    }

    private sealed class Position
    {
        /// <summary>The offset after the last event that was read, or where reading starts; -1 where that is not known.</summary>
        public long Next { get; set; } = -1;

        /// <summary>The first event that was never read.</summary>
        public long Unread { get; init; } = -1;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "{Topic}/{Partition}: the broker no longer has {Gone} events that were not read; "
        + "reading goes on at offset {To} instead of {From}")]
    private partial void LogGone(string topic, int partition, long from, long to, long gone);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "{Topic}/{Partition} begins again, as of a topic that was deleted and made anew: "
        + "reading goes on at offset {To} instead of {From}; what was not read of the old one is gone")]
    private partial void LogAnew(string topic, int partition, long from, long to);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The position {Position} could not be committed: {Reason}")]
    private partial void LogNotCommitted(string position, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Topic}/{Partition} is not sought: {Reason}")]
    private partial void LogNotSought(string topic, int partition, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The offset of a time could not be looked up: {Reason}")]
    private partial void LogNotLookedUp(string reason);
}
