using Confluent.Kafka;
using Detector.Core.Sources;
using Detector.Kafka.Clients;
using Detector.Kafka.Settings;
using Detector.Kafka.Sources;
using Microsoft.Extensions.Logging;
using TopicPartition = Detector.Core.Offsets.TopicPartition;

namespace Detector.Kafka.History;

/// <summary>
/// A topic that is read beside a stream's, with a consumer that joins no group. Another one asks where it ends: a broker answers a
/// client's requests one after the other, and a fetch that finds nothing new takes half a second.
/// </summary>
public sealed partial class SideTopic : ISideTopic
{
    private const int FetchMegabytes = 4;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(30);

    private readonly MessageBuffer _key = new();
    private readonly MessageBuffer _payload = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConnectionWatch _watch;
    private readonly IConsumer<bool, bool> _consumer;
    private readonly IConsumer<bool, bool> _asker;
    private readonly IAdminClient _admin;
    private TopicPartitionTimestamp[] _latest = [];
    private long[] _next = [];
    private bool[] _isSought = [];
    private bool _isAssigned;
    private long _lookedAt;

    /// <param name="source">The brokers, and how they are reached.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="stream">The stream that it is read for.</param>
    /// <exception cref="SourceFailedException">librdkafka refuses an option.</exception>
    public SideTopic(SourceSettings source, string topic, string stream, ILogger logger, TimeProvider time)
    {
        (Name, _logger, _time) = (topic, logger, time);
        _watch = new ConnectionWatch($"reader of {topic} for stream {stream}", logger, time);
        ConsumerConfig options = ConsumerOptions.Of(source with { PrefetchMegabytes = FetchMegabytes, Topics = [topic] }, stream);
        options.GroupId = $"{options.GroupId}.{topic}"; // asked for by the client; never joined
        options.GroupInstanceId = null;
        options.EnableAutoCommit = false;
        options.EnablePartitionEof = true;
        options.StatisticsIntervalMs = 0;
        (_consumer, _asker) = (Client(), Client());
        _admin = new DependentAdminClientBuilder(_asker.Handle).Build();

        IConsumer<bool, bool> Client() => CommonConfig.Build(logger, () => new ConsumerBuilder<bool, bool>(options)
            .SetKeyDeserializer(_key)
            .SetValueDeserializer(_payload)
            .SetLogHandler((_, line) => ClientLog.Write(logger, line))
            .SetErrorHandler((_, error) => _watch.Report($"no broker answers at {source.Bootstrap} ({error.Reason})"))
            .Build());
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string? Problem => _watch.Problem;

    /// <inheritdoc/>
    public bool IsThere() => Ends() is not null;

    /// <inheritdoc/>
    public void Rewind(IReadOnlyDictionary<int, long> next)
    {
        for (int i = 0; i < _next.Length; i++)
        {
            long wanted = next.GetValueOrDefault(i);
            if (wanted < _next[i])
            {
                (_next[i], _isSought[i], _isAssigned) = (wanted, true, false);
            }
        }
    }

    /// <inheritdoc/>
    public bool ReadToEnd(EventVisitor visitor, TimeSpan patience)
    {
        if (Ends() is not { } ends)
        {
            return false;
        }

        CheckAnew(ends);
        if (!_isAssigned)
        {
            _consumer.Assign(_next.Select((next, i) => new TopicPartitionOffset(Name, i, next)));
            _isAssigned = true;
        }

        long heardAt = _time.GetTimestamp();
        while (!IsRead(ends))
        {
            if (Consume() is { } result)
            {
                heardAt = _time.GetTimestamp();
                Show(result, visitor);
            }
            else if (_time.GetElapsedTime(heardAt) >= patience)
            {
                return false;
            }
        }

        _watch.Clear();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _admin.Dispose();
        foreach (IConsumer<bool, bool> client in (IConsumer<bool, bool>[])[_asker, _consumer])
        {
            client.Close(); // it never joined; one that is let go without has been seen to spin
            client.Dispose();
        }

        _watch.Dispose();
    }

    // One question to the brokers, for all partitions.
    private List<TopicPartitionOffset>? Ends()
    {
        try
        {
            if (_next.Length == 0 || _time.GetElapsedTime(_lookedAt) >= LookInterval)
            {
                Look();
            }

            return _next.Length == 0 ? null : _asker.OffsetsForTimes(_latest, Timeout);
        }
        catch (KafkaException e)
        {
            _watch.Report($"topic '{Name}' cannot be read: {e.Error.Reason}");
            return null;
        }
    }

    // How many partitions there are; they may become more.
    private void Look()
    {
        TopicMetadata known = _admin.GetMetadata(Name, Timeout).Topics.Single();
        if (known.Error.IsError)
        {
            throw new KafkaException(known.Error);
        }

        _lookedAt = _time.GetTimestamp();
        if (known.Partitions.Count > _next.Length)
        {
            _isAssigned = false;
            Array.Resize(ref _next, known.Partitions.Count);
            Array.Resize(ref _isSought, known.Partitions.Count);
            var latest = new Timestamp(Offset.End.Value, TimestampType.NotAvailable);
            _latest = [.. _next.Select((_, i) => new TopicPartitionTimestamp(Name, i, latest))];
        }
    }

    // A topic that is shorter than it was is another one of that name.
    private void CheckAnew(List<TopicPartitionOffset> ends)
    {
        foreach (TopicPartitionOffset end in ends.Where(end => end.Offset < _next[end.Partition]))
        {
            LogAnew(Name, end.Partition, end.Offset, _next[end.Partition]);
            (_next[end.Partition], _isSought[end.Partition], _isAssigned) = (0, false, false);
        }
    }

    private bool IsRead(List<TopicPartitionOffset> ends)
    {
        foreach (TopicPartitionOffset end in ends)
        {
            if (_next[end.Partition] < end.Offset)
            {
                return false;
            }
        }

        return true;
    }

    private ConsumeResult<bool, bool>? Consume()
    {
        try
        {
            return _consumer.Consume(Poll);
        }
        catch (ConsumeException e)
        {
            _watch.Report($"topic '{Name}' cannot be read: {e.Error.Reason}");
            return null;
        }
    }

    // The last offsets may have no message (compaction, transactions): then the partition's end is what comes.
    private void Show(ConsumeResult<bool, bool> result, EventVisitor visitor)
    {
        int partition = result.Partition;
        if (result.IsPartitionEOF)
        {
            _next[partition] = Math.Max(_next[partition], result.Offset);
            return;
        }

        if (_isSought[partition] && _next[partition] > 0 && result.Offset > _next[partition])
        {
            LogGone(Name, partition, _next[partition], result.Offset);
        }

        _isSought[partition] = false;
        _next[partition] = result.Offset + 1;
        visitor(new EventView
        {
            Partition = new TopicPartition(0, partition),
            Offset = result.Offset,
            TimestampMs = result.Message.Timestamp.UnixTimestampMs,
            Key = _key.Bytes,
            Payload = _payload.Bytes,
            HasKey = result.Message.Key,
            IsTombstone = !result.Message.Value,
        });
    }

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Topic {Topic}/{Partition} ends at offset {End}, though it was read up to {Next}: it was made anew, and is read from its "
        + "beginning")]
    private partial void LogAnew(string topic, int partition, long end, long next);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Topic {Topic}/{Partition}: what was to be read again from offset {Next} is gone; it goes on with {First}")]
    private partial void LogGone(string topic, int partition, long next, long first);
}
