using Confluent.Kafka;
using Detector.Core.Sources;
using Detector.Kafka.Clients;
using Detector.Kafka.Settings;
using Microsoft.Extensions.Logging;
using TopicPartition = Detector.Core.Offsets.TopicPartition;

namespace Detector.Kafka.Sources;

/// <summary>
/// Reads a stream's topics as a member of a consumer group. Broker or topic may be absent, at the start or later: they are
/// waited for. Offsets are committed in the background, and only those given to <see cref="StoreOffset"/>.
/// A member with an InstanceId does not leave its group when it closes: its partitions wait for it for SessionTimeout, so that
/// a restart moves nothing (KIP-345); any other member leaves at once.
/// </summary>
public sealed partial class KafkaSource : IEventSource
{
    // A broker that answers does so in milliseconds; what none has heard is made good by the end of the member's session.
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeaveAloneTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan JoinTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan JoinInterval = TimeSpan.FromMilliseconds(50);

    private readonly ILogger _logger;
    private readonly ConnectionWatch _brokers;
    private readonly ConnectionWatch _reading;
    private readonly TopicWatch _topics;
    private readonly PositionKeeper _positions;
    private readonly string _bootstrap;
    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly MessageQueue _queue;
    private readonly HashSet<TopicPartition> _moved = [];
    private readonly Dictionary<nint, int> _topicAt = []; // for as long as the assignment is the same
    private readonly Lock _storeGate = new();
    private nint _lastTopicAt;
    private int _lastTopic;
    private bool _hasGained;
    private bool _isServiceDue; // the client's own call has something to throw, or what waits here is of partitions that moved
    private IAssignmentHandler? _handler;
    private volatile HashSet<TopicPartition> _assigned = [];
    private volatile IReadOnlyList<PartitionLag> _lags = [];
    private volatile bool _isConnected;
    private string _lastError = "no connection";
    private Error? _fatal;
    private bool _isPaused;
    private bool _isPauseDue;
    private bool _isOpen;
    private bool _hasJoined;
    private bool _isDone;
    private Task? _leaving;
    private volatile bool _isClosing; // whatever the client still has to say then concerns nobody

    /// <param name="settings">Valid settings.</param>
    /// <param name="stream">The stream's name: it names the group where the settings do not.</param>
    /// <exception cref="SourceFailedException">librdkafka refuses an option.</exception>
    public KafkaSource(SourceSettings settings, string stream, ILogger logger, TimeProvider time)
    {
        _logger = logger;
        _bootstrap = settings.Bootstrap;
        _brokers = new ConnectionWatch($"source of stream {stream}", logger, time);
        _reading = new ConnectionWatch($"source of stream {stream}", logger, time);
        Topics = settings.Topics;
        ConsumerConfig options = ConsumerOptions.Of(settings, stream);
        _consumer = CommonConfig.Build(logger, () => new ConsumerBuilder<Ignore, Ignore>(options)
            .SetLogHandler((_, line) => ClientLog.Write(logger, line))
            .SetErrorHandler((_, error) => OnError(error))
            .SetStatisticsHandler((_, json) => Watch(() =>
            {
                OnStatistics(json);
                return true;
            }))
            .SetOffsetsCommittedHandler((_, committed) => OnCommitted(committed))
            .SetPartitionsAssignedHandler((_, partitions) => Watch(() => OnAssigned(partitions)))
            .SetPartitionsRevokedHandler((_, partitions) => OnRevoked(partitions))
            .SetPartitionsLostHandler((_, partitions) => OnLost(partitions))
            .Build());
        _queue = new MessageQueue(_consumer.Handle);
        _topics = new TopicWatch(_consumer.Handle, Topics);
        _positions = new PositionKeeper(_consumer, settings, _topics, logger, time);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Topics { get; }

    /// <summary>Whether a broker answers. Any thread.</summary>
    public bool IsConnected => _isConnected;

    /// <summary>Partitions that the group has given this member. Any thread.</summary>
    public int AssignedPartitions => _assigned.Count;

    /// <summary>What the source waits for, in words; null where nothing. Any thread.</summary>
    public string? Problem => _brokers.Problem ?? _reading.Problem;

    /// <summary>Topics that do not exist. Any thread.</summary>
    public IReadOnlyList<string> MissingTopics => _topics.Missing;

    /// <summary>How far behind the end of its partitions the source is, refreshed every few seconds. Any thread.</summary>
    public IReadOnlyList<PartitionLag> Lags => _lags;

    /// <summary>Told, on the consumer thread, of each position that moves by itself.</summary>
    public event Action<PositionJump>? Jumped
    {
        add => _positions.Jumped += value;
        remove => _positions.Jumped -= value;
    }

    /// <inheritdoc/>
    public void Open(IAssignmentHandler handler)
    {
        _handler = handler;
        _topics.Begin();
        _consumer.Subscribe(Topics);
        _isOpen = true;
    }

    /// <inheritdoc/>
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
            };
        }
    }

    /// <inheritdoc/>
    public int Read(TimeSpan wait, int most)
    {
        _queue.Release();
        if (_isPauseDue)
        {
            Pause();
        }

        if (!_isPaused)
        {
            _queue.Fill(wait, most);
        }

        bool isServed = _isPaused || _isServiceDue || !HasTakenOver();
        if (isServed)
        {
            Serve();
        }

        int count = isServed ? 0 : Take(most);
        return _fatal is null ? count : throw new SourceFailedException($"the Kafka client cannot go on: {_fatal.Reason}");
    }

    /// <inheritdoc/>
    public IReadOnlyList<MessageHeader> ReadHeaders(int index) => MessageQueue.Headers(_queue[index]);

    /// <inheritdoc/>
    public void StoreOffset(TopicPartition partition, long nextOffset)
    {
        // The gate keeps the client from being disposed while it is called.
        lock (_storeGate)
        {
            if (_isDone)
            {
                return;
            }

            try
            {
                _consumer.StoreOffset(new TopicPartitionOffset(Topics[partition.Topic], partition.Partition, nextOffset));
            }
            catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_State or ErrorCode.Local_UnknownPartition)
            {
                // No longer ours: its next owner reads the events again.
                LogNotOurs(_logger, Topics[partition.Topic], partition.Partition, nextOffset);
            }
        }
    }

    /// <inheritdoc/>
    public void Seek(TopicPartition partition, long offset)
    {
        Drop(partition);
        _positions.Move(partition, offset);
    }

    /// <inheritdoc/>
    public long? OffsetAt(TopicPartition partition, long timeMs) => _positions.OffsetAt(partition, timeMs);

    /// <inheritdoc/>
    public void Pause()
    {
        _isPaused = true;
        _isPauseDue = false;
        _consumer.Pause(_consumer.Assignment);
    }

    /// <inheritdoc/>
    public void Resume()
    {
        _isPaused = false;
        _isPauseDue = false;
        _consumer.Resume(_consumer.Assignment);
    }

    /// <summary>
    /// Gives up all partitions, as when the group asks for them, and leaves the group; waits for brokers for some seconds only.
    /// </summary>
    public void Close()
    {
        if (_leaving is not null)
        {
            return;
        }

        try
        {
            AwaitJoin();
            GiveUp([.. _assigned]);
        }
        finally
        {
            _isClosing = true;
            Finish();
            _leaving = Task.Factory.StartNew(Leave, TaskCreationOptions.LongRunning);
            TimeSpan timeout = _isConnected ? LeaveTimeout : LeaveAloneTimeout;
            if (!_leaving.Wait(timeout))
            {
                LogNotLeft(_logger, timeout.TotalSeconds);
            }
        }
    }

    /// <summary>Leaves the group, if <see cref="Close"/> has not.</summary>
    public void Dispose()
    {
        try
        {
            Close();
        }
        catch (Exception e)
        {
            LogCloseFailed(_logger, e.Message); // the stream's own, which it has met before
        }

        _brokers.Dispose();
        _reading.Dispose();
    }

    // A client that waits for the answer to its joining sends no farewell, and the broker would keep the member until its session
    // ends. What is read here is not stored.
    private void AwaitJoin()
    {
        TimeSpan left = JoinTimeout;
        while (_isOpen && !_hasJoined && Problem is null && _fatal is null && left > TimeSpan.Zero)
        {
            Consume(JoinInterval);
            left -= JoinInterval;
        }
    }

    // Never without closing: a client that is let go as a member has been seen to spin for minutes. What shares the client goes
    // before it, or calls freed memory.
    private void Leave()
    {
        _topics.Dispose();
        _queue.Dispose();
        try
        {
            _consumer.Close();
        }
        catch (Exception e)
        {
            LogCloseFailed(_logger, e.Message);
        }
        finally
        {
            _consumer.Dispose();
        }
    }

    // Errors, and partitions that begin again, come first in a read: then all that was there before them has been worked on.
    private int Take(int most)
    {
        int count = 0;
        while (count < most && count < _queue.Waiting)
        {
            ref readonly NativeMessage message = ref _queue[count];
            bool isError = message.Error != 0;
            if (count > 0 && (isError || _positions.IsBack(PartitionOf(message), message.Offset)))
            {
                break;
            }

            if (isError)
            {
                OnConsumeError(MessageQueue.Error(message), MessageQueue.Topic(message));
                _queue.Take(1);
                _queue.Release();
                continue;
            }

            if (!_positions.Take(PartitionOf(message), message.Offset))
            {
                BeginAgain([PartitionOf(message)]);
            }

            count++;
        }

        _queue.Take(count);
        return count;
    }

    // What the client gained it takes over after the callback. Where that failed, its own call says why.
    private bool HasTakenOver()
    {
        bool hasGained = _hasGained;
        _hasGained = false;
        return !hasGained || _consumer.Assignment.Count >= _assigned.Count;
    }

    // The client's own call throws what its callbacks threw. It takes a message as well, which is read again; what is here of partitions
    // that went or begin again is of no use any more.
    private void Serve()
    {
        _isServiceDue = false;
        _topicAt.Clear();
        _lastTopicAt = 0;
        if (Consume(TimeSpan.Zero) is { } result)
        {
            var partition = new TopicPartition(TopicOf(result.Topic), result.Partition.Value);
            _positions.ReadAgain(partition, Drop(partition) ?? result.Offset);
        }

        foreach (TopicPartition partition in _moved)
        {
            Drop(partition);
            if (_assigned.Contains(partition))
            {
                _positions.ReadAgain(partition, Offset.Beginning);
            }
        }

        _moved.Clear();
    }

    private T Watch<T>(Func<T> callback)
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

    private Offset? Drop(TopicPartition partition) =>
        _queue.Drop(Topics[partition.Topic], partition.Partition) is { } offset ? new Offset(offset) : null;

    private ConsumeResult<Ignore, Ignore>? Consume(TimeSpan wait)
    {
        try
        {
            return _consumer.Consume(wait);
        }
        catch (ConsumeException e)
        {
            OnConsumeError(e.Error, e.ConsumerRecord.Topic);
        }
        catch (KafkaException e)
        {
            OnConsumeError(e.Error, topic: null);
        }

        return null;
    }

    private TopicPartition PartitionOf(in NativeMessage message)
    {
        if (message.Topic != _lastTopicAt)
        {
            _lastTopicAt = message.Topic;
            if (!_topicAt.TryGetValue(message.Topic, out _lastTopic))
            {
                _topicAt.Add(message.Topic, _lastTopic = TopicOf(MessageQueue.Topic(message)));
            }
        }

        return new TopicPartition(_lastTopic, message.Partition);
    }

    // A result names its topic only where there are several.
    private int TopicOf(string? name) => Topics.Count == 1 ? 0 : Topics.ToList().IndexOf(name!);

    private void Finish()
    {
        lock (_storeGate)
        {
            _isDone = true;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message =
        "Offset {Offset} of {Topic}/{Partition} is not stored: the partition is no longer this member's")]
    private static partial void LogNotOurs(ILogger logger, string topic, int partition, long offset);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Closing failed; events since the last commit will be read again: {Reason}")]
    private static partial void LogCloseFailed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No broker has let this member leave its group within {Seconds} s: its partitions "
        + "wait for the end of its session, and what was not committed is read again")]
    private static partial void LogNotLeft(ILogger logger, double seconds);
}
