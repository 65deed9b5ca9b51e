using System.Globalization;
using System.IO.Hashing;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Detector.Core.Offsets;
using Detector.Core.Sources;
using Detector.Kafka.Settings;
using Detector.Kafka.Sinks;
using Detector.Kafka.Sources;
using Microsoft.Extensions.Logging;
using TopicPartition = Confluent.Kafka.TopicPartition;

namespace Detector.Kafka;

/// <summary>A stream's re-partition topic, on the brokers of its source, written by a producer of its own.</summary>
public sealed partial class KeyedTopic : IKeyedTopic
{
    // Of messages under way. One read more may come on top.
    private const int MostMessages = 20_000;
    private const long MostBytes = 64 << 20;
    private const int QueueMessages = 1_000_000; // never the bound
    private const int QueueKbytes = int.MaxValue >> 10;
    private const int LargestMessage = 64 << 20;

    private const string Stamps = "message.timestamp.type";
    private const string Policy = "cleanup.policy";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AgeInterval = TimeSpan.FromMinutes(1);

    private readonly string _topic;
    private readonly string _bootstrap;
    private readonly int _partitions;
    private readonly TimeSpan _retention;
    private readonly bool _create;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ProducerClient _client;
    private readonly SemaphoreSlim _reported = new(0, 1);
    private Error? _failure;
    private Obstacle? _obstacle;
    private long _messages;
    private long _bytes;
    private long _saidAge;

    /// <param name="source">Whose brokers.</param>
    /// <param name="sinks">Whether topics are made where they are missing, and the producer's options, where they are of these
    /// brokers.</param>
    /// <param name="topic">Its name.</param>
    /// <param name="partitions">Its partitions.</param>
    /// <param name="retention">How long the broker keeps messages, where it is made.</param>
    /// <exception cref="SourceFailedException">librdkafka refuses an option.</exception>
    public KeyedTopic(
        SourceSettings source, SinkSettings sinks, string topic, int partitions, TimeSpan retention, ILogger logger, TimeProvider time)
    {
        (_topic, _bootstrap, _partitions, _retention) = (topic, source.Bootstrap, partitions, retention);
        (_create, _time, _logger) = (sinks.CreateTopics, time, logger);
        ProducerConfig options = ProducerOptions.Of(
            sinks.Bootstrap is null ? sinks : new SinkSettings(), source.Bootstrap, source.Security);
        options.DeliveryReportFields = "none";
        options.StatisticsIntervalMs = 0;
        options.EnableGaplessGuarantee = true; // what comes behind a message that is not delivered would make a repeat of it
        options.QueueBufferingMaxMessages = QueueMessages;
        options.QueueBufferingMaxKbytes = QueueKbytes;
        _client = new ProducerClient(options, logger, OnError, _ => { });
    }

    /// <inheritdoc/>
    public Obstacle? Obstacle => Volatile.Read(ref _obstacle);

    /// <inheritdoc/>
    public bool IsThere()
    {
        try
        {
            // To ask for one topic makes some brokers create it, with other partitions.
            int count = _client.GetMetadata(null, Timeout).Topics.FirstOrDefault(one => one.Topic == _topic)?.Partitions.Count ?? 0;
            if (count == 0)
            {
                Hinder(_create ? Create() : $"there is no topic '{_topic}', and CreateTopics is false: make it, with {_partitions} "
                    + $"partitions, {Stamps}=CreateTime and {Policy}=delete");
                return false; // not every broker knows of it at once
            }

            Check(count);
            Hinder(null);
            return true;
        }
        catch (KafkaException e)
        {
            Hinder($"topic '{_topic}' cannot be looked up at {_bootstrap}: {e.Error.Reason}");
            return false;
        }
    }

    /// <inheritdoc/>
    public bool HasRoom(TimeSpan wait)
    {
        ThrowIfFailed();
        bool hasRoom = Interlocked.Read(ref _messages) < MostMessages && Interlocked.Read(ref _bytes) < MostBytes;
        if (!hasRoom && wait > TimeSpan.Zero)
        {
            _reported.Wait(wait);
        }

        return hasRoom;
    }

    /// <inheritdoc/>
    public void Send(
        in EventView message, IReadOnlyList<MessageHeader> headers, ReadOnlySpan<byte> key, in EventOrigin origin, OffsetTicket ticket)
    {
        var all = new Headers();
        foreach (MessageHeader header in headers)
        {
            all.Add(header.Name, header.Value);
        }

        all.Add(OriginHeader.Name, OriginHeader.Write(origin));
        var sent = new Message<byte[]?, byte[]?>
        {
            Key = key.ToArray(),
            Value = message.IsTombstone ? null : message.Payload.ToArray(),
            Timestamp = message.TimestampMs < 0 ? Timestamp.Default : new Timestamp(message.TimestampMs, TimestampType.CreateTime),
            Headers = all,
        };
        SayAge(message.TimestampMs);
        long bytes = message.Payload.Length + key.Length;
        var place = new TopicPartition(_topic, (int)(XxHash3.HashToUInt64(key) % (ulong)_partitions));
        ticket.Hold();
        Interlocked.Increment(ref _messages);
        Interlocked.Add(ref _bytes, bytes);
        try
        {
            _client.Producer.Produce(place, sent, report => OnReport(report.Error, bytes, ticket));
        }
        catch (ProduceException<byte[]?, byte[]?> e)
        {
            throw Failed(e.Error);
        }
    }

    /// <summary>Ends its client; what is under way is forwarded again.</summary>
    public void Dispose()
    {
        _client.Dispose();
        _reported.Dispose();
    }

    private string? Create()
    {
        var specification = new TopicSpecification
        {
            Name = _topic,
            NumPartitions = _partitions,
            ReplicationFactor = -1,
            Configs = new()
            {
                [Policy] = "delete",
                [Stamps] = "CreateTime", // an event's own, which windows and ids are by
                ["retention.ms"] = ((long)_retention.TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
                ["max.message.bytes"] = LargestMessage.ToString(CultureInfo.InvariantCulture),
            },
        };
        try
        {
            _client.Admin.CreateTopicsAsync([specification], new() { RequestTimeout = Timeout }).GetAwaiter().GetResult();
            LogCreated(_topic, _partitions);
            return null;
        }
        catch (CreateTopicsException e) when (e.Results[0].Error.Code == ErrorCode.TopicAlreadyExists)
        {
            return null; // another member was sooner
        }
        catch (CreateTopicsException e)
        {
            return $"topic '{_topic}' cannot be created: {e.Results[0].Error.Reason}";
        }
    }

    private void Check(int count)
    {
        if (count != _partitions)
        {
            throw new SourceFailedException(
                $"the re-partition topic '{_topic}' has {count} partitions, and State:Repartition:Partitions is {_partitions}: a key's "
                    + $"partition follows from their number; set it to {count}, or name another Topic");
        }

        if (ConfigOf(Stamps) is { } stamps and not "CreateTime")
        {
            throw new SourceFailedException($"the re-partition topic '{_topic}' has {Stamps}={stamps}, which puts another time on each "
                + "message: set it to CreateTime, or name another Topic");
        }

        if (ConfigOf(Policy) is { } policy && policy.Contains("compact", StringComparison.Ordinal))
        {
            throw new SourceFailedException($"the re-partition topic '{_topic}' has {Policy}={policy}, by which the broker removes all "
                + "but the latest event of a key: set it to delete, or name another Topic");
        }
    }

    // A broker that does not say is believed.
    private string? ConfigOf(string name)
    {
        try
        {
            var topic = new ConfigResource { Name = _topic, Type = ResourceType.Topic };
            return _client.Admin.DescribeConfigsAsync([topic], new() { RequestTimeout = Timeout }).GetAwaiter().GetResult()
                .Single().Entries.GetValueOrDefault(name)?.Value;
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    private void SayAge(long timestampMs)
    {
        if (timestampMs >= 0 && _time.GetUtcNow().ToUnixTimeMilliseconds() - timestampMs > _retention.TotalMilliseconds
            && (_saidAge == 0 || _time.GetElapsedTime(_saidAge) >= AgeInterval))
        {
            _saidAge = _time.GetTimestamp();
            LogOld(_topic, DateTimeOffset.FromUnixTimeMilliseconds(timestampMs), _retention);
        }
    }

    private void OnReport(Error error, long bytes, OffsetTicket ticket)
    {
        Interlocked.Decrement(ref _messages);
        Interlocked.Add(ref _bytes, -bytes);
        if (error.IsError)
        {
            Interlocked.CompareExchange(ref _failure, error, null);
        }
        else
        {
            Hinder(null);
            ticket.Release();
        }

        try
        {
            _reported.Release();
        }
        catch (SemaphoreFullException)
        {
            // Who waits is told already.
        }
    }

    private void OnError(Error error)
    {
        if (error.IsFatal)
        {
            Interlocked.CompareExchange(ref _failure, error, null);
        }
        else if (error.Code == ErrorCode.Local_AllBrokersDown)
        {
            Hinder($"no broker answers at {_bootstrap}");
        }
    }

    private void Hinder(string? reason) => Volatile.Write(
        ref _obstacle, reason is null ? null : new Obstacle(Obstacle?.Since ?? _time.GetUtcNow(), reason));

    private void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failure) is { } error)
        {
            throw Failed(error);
        }
    }

    private SourceFailedException Failed(Error error) =>
        new($"a message could not be forwarded to the re-partition topic '{_topic}': {error.Reason}"
            + (error.Code == ErrorCode.MsgSizeTooLarge ? "; raise the topic's max.message.bytes" : ""));

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Re-partition topic {Topic} was missing and is created, with {Count} partitions")]
    private partial void LogCreated(string topic, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Re-partition topic {Topic}: messages of {Time:u} are forwarded, which are older than Retention ({Retention}): the broker may "
        + "remove them before they are scored")]
    private partial void LogOld(string topic, DateTimeOffset time, TimeSpan retention);
}
