using Confluent.Kafka;
using Detector.Core.Sources;
using TopicPartition = Detector.Core.Offsets.TopicPartition;

namespace Detector.Kafka.Sources;

/// <summary>
/// Hands out a consumer's messages, each partition's from where it goes on, and has the client's own call serve what only that can.
/// Consumer thread.
/// </summary>
internal sealed class MessageReader(
    IConsumer<Ignore, Ignore> consumer, SourceTopics topics, PositionKeeper positions, Assignment assignment, SourceHealth health,
    OriginHeader? origins = null)
    : IDisposable
{
    private readonly MessageQueue _queue = new(consumer.Handle);
    private readonly Dictionary<nint, int> _topicAt = []; // for as long as the assignment is the same
    private nint _lastTopicAt;
    private int _lastTopic;
    private bool _isPaused;
    private bool _isServiceDue; // the client's own call has something to throw

    /// <summary>A message of the last read.</summary>
    public EventView this[int index]
    {
        get
        {
            ref readonly NativeMessage message = ref _queue[index];
            return new EventView
            {
                Partition = PartitionOf(message),
                Offset = message.Offset,
                TimestampMs = MessageQueue.TimestampMs(message),
                Key = message.KeyBytes,
                Payload = message.PayloadBytes,
                HasKey = message.HasKey,
                IsTombstone = !message.HasPayload,
                Origin = origins is null ? null : MessageQueue.Origin(message, origins),
            };
        }
    }

    /// <summary>The headers of a message of the last read.</summary>
    public IReadOnlyList<MessageHeader> Headers(int index) => MessageQueue.Headers(_queue[index]);

    /// <summary>The last header of a name of a message of the last read; empty where there is none.</summary>
    public ReadOnlySpan<byte> Header(int index, string name) => MessageQueue.Header(_queue[index], name);

    /// <summary>Lets go of the last read's messages, and takes the next, which last until the next call.</summary>
    public int Read(TimeSpan wait, int most)
    {
        _queue.Release();
        if (!_isPaused)
        {
            _queue.Fill(wait, most);
        }
        else if (assignment.TakeGained())
        {
            Pause();
        }

        if (_isPaused || _isServiceDue || assignment.HasMoved || !HasTakenOver())
        {
            Serve();
            return 0;
        }

        return Take(most);
    }

    public void Pause()
    {
        _isPaused = true;
        consumer.Pause(consumer.Assignment);
    }

    public void Resume()
    {
        _isPaused = false;
        consumer.Resume(consumer.Assignment);
    }

    /// <summary>Reads a partition on from another offset; what is here of it, not handed out, is not what comes next.</summary>
    public void Seek(TopicPartition partition, long offset)
    {
        Drop(partition);
        positions.Move(partition, offset);
    }

    /// <summary>The client's own call: a message, if there is one, is not handed out.</summary>
    public ConsumeResult<Ignore, Ignore>? Consume(TimeSpan wait)
    {
        try
        {
            return consumer.Consume(wait);
        }
        catch (ConsumeException e)
        {
            OnError(e.Error, e.ConsumerRecord.Topic);
        }
        catch (KafkaException e)
        {
            OnError(e.Error, topic: null);
        }

        return null;
    }

    /// <summary>Runs a callback of the client, which keeps what it throws for its own next call.</summary>
    public T Watch<T>(Func<T> callback)
    {
        try
        {
            return callback();
        }
        catch
        {
            _isServiceDue = true;
            throw;
        }
    }

    /// <summary>Lets go of every message; before the client itself.</summary>
    public void Dispose() => _queue.Dispose();

    // Errors, and partitions that begin again, come first in a read: then all that was there before them has been worked on.
    private int Take(int most)
    {
        int count = 0;
        while (count < most && count < _queue.Waiting)
        {
            ref readonly NativeMessage message = ref _queue[count];
            bool isError = message.Error != 0;
            if (count > 0 && (isError || positions.IsBack(PartitionOf(message), message.Offset)))
            {
                break;
            }

            if (isError)
            {
                OnError(MessageQueue.Error(message), MessageQueue.Topic(message));
                _queue.Take(1);
                _queue.Release();
                continue;
            }

            if (!positions.Take(PartitionOf(message), message.Offset))
            {
                assignment.BeginAgain([PartitionOf(message)]);
            }

            count++;
        }

        _queue.Take(count);
        return count;
    }

    // What the client gained it takes over after the callback. Where that failed, its own call says why.
    private bool HasTakenOver() => !assignment.TakeGained() || consumer.Assignment.Count >= assignment.Partitions.Count;

    // The client's own call throws what its callbacks threw. It takes a message as well, which is read again; what is here of partitions
    // that went or begin again is of no use any more.
    private void Serve()
    {
        _isServiceDue = false;
        _topicAt.Clear();
        _lastTopicAt = 0;
        IReadOnlySet<TopicPartition> moved = assignment.TakeMoved();
        if (Consume(TimeSpan.Zero) is { } result)
        {
            TopicPartition partition = topics.Ours(result.TopicPartition);
            positions.ReadAgain(partition, Drop(partition) ?? result.Offset);
        }

        foreach (TopicPartition partition in moved)
        {
            Drop(partition);
            if (assignment.Partitions.Contains(partition))
            {
                positions.ReadAgain(partition, Offset.Beginning);
            }
        }
    }

    private Offset? Drop(TopicPartition partition) =>
        _queue.Drop(topics.Names[partition.Topic], partition.Partition) is { } offset ? new Offset(offset) : null;

    private void OnError(Error error, string? topic) => health.OnReadError(error, topic);

    private TopicPartition PartitionOf(in NativeMessage message)
    {
        if (message.Topic != _lastTopicAt)
        {
            _lastTopicAt = message.Topic;
            if (!_topicAt.TryGetValue(message.Topic, out _lastTopic))
            {
                _topicAt.Add(message.Topic, _lastTopic = topics.IndexOf(MessageQueue.Topic(message)));
            }
        }

        return new TopicPartition(_lastTopic, message.Partition);
    }
}
