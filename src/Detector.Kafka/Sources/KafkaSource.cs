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
    private readonly MessageBuffer _key = new();
    private readonly MessageBuffer _payload = new();
    private readonly IConsumer<bool, bool> _consumer;
    private readonly Lock _storeGate = new();
    private IAssignmentHandler? _handler;
    private volatile HashSet<TopicPartition> _assigned = [];
    private volatile IReadOnlyList<PartitionLag> _lags = [];
    private volatile bool _isConnected;
    private string _lastError = "no connection";
    private Headers? _headers;
    private Error? _fatal;
    private int _topic;
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
        _consumer = CommonConfig.Build(logger, () => new ConsumerBuilder<bool, bool>(options)
            .SetKeyDeserializer(_key)
            .SetValueDeserializer(_payload)
            .SetLogHandler((_, line) => ClientLog.Write(logger, line))
            .SetErrorHandler((_, error) => OnError(error))
            .SetStatisticsHandler((_, json) => OnStatistics(json))
            .SetOffsetsCommittedHandler((_, committed) => OnCommitted(committed))
            .SetPartitionsAssignedHandler((_, partitions) => OnAssigned(partitions))
            .SetPartitionsRevokedHandler((_, partitions) => OnRevoked(partitions))
            .SetPartitionsLostHandler((_, partitions) => OnLost(partitions))
            .Build());
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
    public bool TryRead(TimeSpan wait, out EventView message)
    {
        if (_isPauseDue)
        {
            Pause();
        }

        ConsumeResult<bool, bool>? result = Consume(wait);
        if (_fatal is not null)
        {
            throw new SourceFailedException($"the Kafka client cannot go on: {_fatal.Reason}");
        }

        if (result is not null && _isPaused)
        {
            // Of a partition that was gained within this very call. The client dies of a topic without a name.
            _consumer.Seek(new TopicPartitionOffset(Topics[TopicOf(result.Topic)], result.Partition, result.Offset));
            result = null;
        }

        if (result is null)
        {
            message = default;
            return false;
        }

        var partition = new TopicPartition(TopicOf(result.Topic), result.Partition.Value);
        if (!_positions.Take(partition, result.Offset.Value))
        {
            BeginAgain([partition]);
        }

        Message<bool, bool> body = result.Message;
        _headers = body.Headers;
        message = new EventView
        {
            Partition = partition,
            Offset = result.Offset.Value,
            TimestampMs = body.Timestamp.UnixTimestampMs,
            Key = _key.Bytes,
            Payload = _payload.Bytes,
            HasKey = body.Key,
            IsTombstone = !body.Value,
        };
        return true;
    }

    /// <inheritdoc/>
    public IReadOnlyList<MessageHeader> ReadHeaders() =>
        _headers is null ? [] : [.. _headers.Select(header => new MessageHeader(header.Key, header.GetValueBytes()))];

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

    private ConsumeResult<bool, bool>? Consume(TimeSpan wait)
    {
        try
        {
            return _consumer.Consume(wait > TimeSpan.Zero ? (int)Math.Ceiling(wait.TotalMilliseconds) : 0);
        }
        catch (ConsumeException e) when (e.Error.Code == ErrorCode.UnknownTopicOrPart)
        {
            OnMissing(Topics[TopicOf(e.ConsumerRecord.Topic)], e.Error.Reason);
            return null;
        }
        catch (KafkaException e)
        {
            OnConsumeError(e.Error);
            return null;
        }
    }

    // A result names its topic only where there are several.
    private int TopicOf(string? name) => Topics.Count == 1 ? 0 : IndexOf(name!);

    private int IndexOf(string topic)
    {
        if (!string.Equals(Topics[_topic], topic, StringComparison.Ordinal))
        {
            for (_topic = 0; Topics[_topic] != topic; _topic++)
            {
            }
        }

        return _topic;
    }

    private void Finish()
    {
        lock (_storeGate)
        {
            _isDone = true;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Offset {Offset} of {Topic}/{Partition} is not stored: the partition is no longer this member's")]
    private static partial void LogNotOurs(ILogger logger, string topic, int partition, long offset);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Closing failed; events since the last commit will be read again: {Reason}")]
    private static partial void LogCloseFailed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No broker has let this member leave its group within {Seconds} s: its partitions "
        + "wait for the end of its session, and what was not committed is read again")]
    private static partial void LogNotLeft(ILogger logger, double seconds);
}
