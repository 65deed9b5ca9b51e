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
    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly TopicWatch _watch;
    private readonly PositionKeeper _positions;
    private readonly SourceHealth _health;
    private readonly Assignment _assignment;
    private readonly OffsetStore _offsets;
    private readonly MessageReader _reader;
    private bool _isOpen;
    private Task? _leaving;

    /// <param name="settings">Valid settings.</param>
    /// <param name="stream">The stream's name: it names the group where the settings do not.</param>
    /// <param name="starts">Which groups have started; null: those that the broker knows.</param>
    /// <param name="isForwarded">Whether messages were forwarded there, and say from where.</param>
    /// <exception cref="SourceFailedException">librdkafka refuses an option.</exception>
    public KafkaSource(SourceSettings settings, string stream, ILogger logger, TimeProvider time, IGroupStarts? starts = null,
        bool isForwarded = false)
    {
        _logger = logger;
        Topics = settings.Topics;
        ConsumerConfig options = ConsumerOptions.Of(settings, stream);
        _consumer = CommonConfig.Build(logger, () => new ConsumerBuilder<Ignore, Ignore>(options)
            .SetLogHandler((_, line) => ClientLog.Write(logger, line))
            .SetErrorHandler((_, error) => _health!.OnError(error))
            .SetStatisticsHandler((_, json) => _reader!.Watch(() =>
            {
                _assignment!.OnStatistics(json);
                return true;
            }))
            .SetOffsetsCommittedHandler((_, committed) => _offsets!.OnCommitted(committed))
            .SetPartitionsAssignedHandler((_, partitions) => _reader!.Watch(() => _assignment!.OnAssigned(partitions)))
            .SetPartitionsRevokedHandler((_, partitions) => _assignment!.OnRevoked(partitions))
            .SetPartitionsLostHandler((_, partitions) => _assignment!.OnLost(partitions))
            .Build());
        var topics = new SourceTopics(Topics);
        _watch = new TopicWatch(_consumer.Handle, Topics);
        var group = new GroupStart(_consumer, settings, settings.GroupOf(stream), _watch, starts, logger);
        _positions = new PositionKeeper(_consumer, group, topics, logger, time);
        _health = new SourceHealth(stream, settings.Bootstrap, topics, _watch, logger, time);
        _assignment = new Assignment(topics, _watch, _positions, _health, settings.Bootstrap, logger);
        _offsets = new OffsetStore(_consumer, topics, _health, logger);
        _reader = new MessageReader(
            _consumer, topics, _positions, _assignment, _health, isForwarded ? new OriginHeader() : null);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Topics { get; }

    /// <summary>Whether a broker answers. Any thread.</summary>
    public bool IsConnected => _health.IsConnected;

    /// <summary>Partitions that the group has given this member. Any thread.</summary>
    public int AssignedPartitions => _assignment.Partitions.Count;

    /// <summary>Whether it has the first topic's first partition, which one member of a group has at a time. Any thread.</summary>
    public bool HasFirstPartition => _assignment.Partitions.Contains(new TopicPartition(0, 0));

    /// <summary>What the source waits for, in words; null where nothing. Any thread.</summary>
    public string? Problem => _health.Problem;

    /// <summary>Topics that do not exist. Any thread.</summary>
    public IReadOnlyList<string> MissingTopics => _watch.Missing;

    /// <summary>How far behind the end of its partitions the source is, refreshed every few seconds. Any thread.</summary>
    public IReadOnlyList<PartitionLag> Lags => _assignment.Lags;

    /// <summary>Told, on the consumer thread, of each position that moves by itself.</summary>
    public event Action<PositionJump>? Jumped
    {
        add => _positions.Jumped += value;
        remove => _positions.Jumped -= value;
    }

    /// <inheritdoc/>
    public void Open(IAssignmentHandler handler)
    {
        _assignment.Open(handler);
        _consumer.Subscribe(Topics);
        _isOpen = true;
    }

    /// <inheritdoc/>
    public EventView this[int index] => _reader[index];

    /// <inheritdoc/>
    public int Read(TimeSpan wait, int most)
    {
        int count = _reader.Read(wait, most);
        _health.ThrowIfFatal();
        return count;
    }

    /// <inheritdoc/>
    public IReadOnlyList<MessageHeader> ReadHeaders(int index) => _reader.Headers(index);

    /// <inheritdoc/>
    public ReadOnlySpan<byte> ReadHeader(int index, string name) => _reader.Header(index, name);

    /// <inheritdoc/>
    public void StoreOffset(TopicPartition partition, long nextOffset) => _offsets.Store(partition, nextOffset);

    /// <inheritdoc/>
    public void Seek(TopicPartition partition, long offset) => _reader.Seek(partition, offset);

    /// <inheritdoc/>
    public long? OffsetAt(TopicPartition partition, long timeMs) => _positions.OffsetAt(partition, timeMs);

    /// <inheritdoc/>
    public void Pause() => _reader.Pause();

    /// <inheritdoc/>
    public void Resume() => _reader.Resume();

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
            _assignment.GiveUp();
        }
        finally
        {
            _assignment.Close();
            _health.Close();
            _offsets.Close();
            _leaving = Task.Factory.StartNew(Leave, TaskCreationOptions.LongRunning);
            TimeSpan timeout = _health.IsConnected ? LeaveTimeout : LeaveAloneTimeout;
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

        _health.Dispose();
    }

    // A client that waits for the answer to its joining sends no farewell, and the broker would keep the member until its session
    // ends. What is read here is not stored.
    private void AwaitJoin()
    {
        TimeSpan left = JoinTimeout;
        while (_isOpen && !_assignment.HasJoined && _health.IsHopeful && left > TimeSpan.Zero)
        {
            _reader.Consume(JoinInterval);
            left -= JoinInterval;
        }
    }

    // Never without closing: a client that is let go as a member has been seen to spin for minutes. What shares the client goes
    // before it, or calls freed memory.
    private void Leave()
    {
        _watch.Dispose();
        _reader.Dispose();
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Closing failed; events since the last commit will be read again: {Reason}")]
    private static partial void LogCloseFailed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No broker has let this member leave its group within {Seconds} s: its partitions "
        + "wait for the end of its session, and what was not committed is read again")]
    private static partial void LogNotLeft(ILogger logger, double seconds);
}
