using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Detector.Core.Sources;
using Detector.Kafka.Clients;
using Detector.Kafka.History;
using Detector.Kafka.Settings;
using Detector.Kafka.Sinks;
using Microsoft.Extensions.Logging;

namespace Detector.Kafka;

/// <summary>A compacted topic on the brokers of a stream's source, written by a producer of its own.</summary>
public sealed partial class Changelog : IChangelog
{
    private const int QueueKbytes = 8 << 10; // what waits is in memory a second time
    private const string Policy = "cleanup.policy";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    private readonly string _topic;
    private readonly string _bootstrap;
    private readonly bool _create;
    private readonly ILogger _logger;
    private readonly ProducerConfig _options;
    private readonly TopicHistory _history;
    private ProducerClient? _client;
    private Error? _failure;
    private int _partitions;
    private bool _saidPolicy;

    /// <param name="source">Whose brokers.</param>
    /// <param name="sinks">Whether topics are made where they are missing, and the producer's options, where they are of these
    /// brokers.</param>
    /// <param name="topic">Its name.</param>
    public Changelog(SourceSettings source, SinkSettings sinks, string topic, ILogger logger, TimeProvider time)
    {
        (_topic, _bootstrap, _create, _logger) = (topic, source.Bootstrap, sinks.CreateTopics, logger);
        _options = ProducerOptions.Of(sinks.Bootstrap is null ? sinks : new SinkSettings(), source.Bootstrap, source.Security);
        _options.QueueBufferingMaxKbytes = QueueKbytes;
        _options.StatisticsIntervalMs = 0;
        _history = new TopicHistory(source with { Topics = [topic] }, logger, time);
    }

    /// <inheritdoc/>
    public void Write(int partition, IEnumerable<(byte[] Key, byte[]? Value)> records, CancellationToken cancellation)
    {
        try
        {
            ProducerClient client = Client();
            var place = new TopicPartition(_topic, partition % Partitions(client, cancellation));
            foreach ((byte[] key, byte[]? value) in records)
            {
                Produce(client.Producer, place, new() { Key = key, Value = value }, cancellation);
            }

            while (client.Producer.Flush(Wait) > 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            ThrowIfFailed();
        }
        catch
        {
            Dispose(); // what it still has would come in between
            throw;
        }
    }

    /// <inheritdoc/>
    public void Read(int partition, EventVisitor visitor, CancellationToken cancellation)
    {
        try
        {
            int place = partition % Partitions(Client(), cancellation);
            IReadOnlyList<OffsetRange> all = _history.Between(null, null, cancellation);
            _history.Read([.. all.Where(range => range.Partition.Partition == place && range.Count > 0)], visitor, cancellation);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Ends its clients; another call makes others.</summary>
    public void Dispose()
    {
        _client?.Dispose();
        (_client, _partitions) = (null, 0);
    }

    private ProducerClient Client()
    {
        if (_client is null)
        {
            _failure = null;
            _client = new ProducerClient(_options, _logger, _ => { }, _ => { });
        }

        return _client;
    }

    private void Produce(
        IProducer<byte[]?, byte[]?> producer, TopicPartition place, Message<byte[]?, byte[]?> message, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            ThrowIfFailed();
            try
            {
                producer.Produce(place, message, OnReport);
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(Wait);
            }
            catch (ProduceException<byte[]?, byte[]?> e)
            {
                throw Failed(e.Error);
            }
        }
    }

    private void OnReport(DeliveryReport<byte[]?, byte[]?> report)
    {
        if (report.Error.IsError)
        {
            Interlocked.CompareExchange(ref _failure, report.Error, null);
        }
    }

    private void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failure) is { } error)
        {
            throw Failed(error);
        }
    }

    private SourceFailedException Failed(Error error) => new($"topic '{_topic}' cannot be written to: {error.Reason}");

    private int Partitions(ProducerClient client, CancellationToken cancellation)
    {
        if (_partitions > 0)
        {
            return _partitions;
        }

        cancellation.ThrowIfCancellationRequested();
        try
        {
            int count = Count(client);
            if (count == 0 && _create)
            {
                Create(client.Admin);
                while ((count = Count(client)) == 0)
                {
                    cancellation.WaitHandle.WaitOne(Wait); // not every broker knows of it at once
                    cancellation.ThrowIfCancellationRequested();
                }
            }

            if (count == 0)
            {
                throw new SourceFailedException(
                    $"there is no topic '{_topic}', and CreateTopics is false: make it, with {Policy}=compact");
            }

            CheckPolicy(client.Admin);
            return _partitions = count;
        }
        catch (KafkaException e)
        {
            throw new SourceFailedException($"topic '{_topic}' cannot be looked up at {_bootstrap}: {e.Error.Reason}", e);
        }
    }

    // To ask for one topic makes some brokers create it, but not as a compacted one.
    private int Count(ProducerClient client) =>
        client.GetMetadata(null, Timeout).Topics.FirstOrDefault(one => one.Topic == _topic)?.Partitions.Count ?? 0;

    // Small segments, as the latest one is never compacted, and is read whole.
    private void Create(IAdminClient admin)
    {
        var compacted = new TopicSpecification
        {
            Name = _topic,
            NumPartitions = -1,
            ReplicationFactor = -1,
            Configs = new() { [Policy] = "compact", ["segment.bytes"] = $"{64 << 20}", ["min.cleanable.dirty.ratio"] = "0.1" },
        };
        try
        {
            admin.CreateTopicsAsync([compacted], new() { RequestTimeout = Timeout }).GetAwaiter().GetResult();
            LogCreated(_topic);
        }
        catch (CreateTopicsException e) when (e.Results[0].Error.Code == ErrorCode.TopicAlreadyExists)
        {
            // Another member was sooner.
        }
        catch (CreateTopicsException e)
        {
            throw new SourceFailedException($"topic '{_topic}' cannot be created: {e.Results[0].Error.Reason}", e);
        }
    }

    // A broker that does not say is believed.
    private void CheckPolicy(IAdminClient admin)
    {
        try
        {
            var topic = new ConfigResource { Name = _topic, Type = ResourceType.Topic };
            string? policy = admin.DescribeConfigsAsync([topic], new() { RequestTimeout = Timeout }).GetAwaiter().GetResult()
                .Single().Entries.GetValueOrDefault(Policy)?.Value;
            if (policy is not null && !policy.Contains("compact", StringComparison.Ordinal) && !_saidPolicy)
            {
                _saidPolicy = true;
                LogNotCompacted(_topic, Policy, policy);
            }
        }
        catch (KafkaException)
        {
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Topic {Topic} was missing and is created, compacted")]
    private partial void LogCreated(string topic);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Topic {Topic} has {Setting}={Policy}, not compact: it keeps what is out of date, all of which is read, and loses what is not")]
    private partial void LogNotCompacted(string topic, string setting, string policy);
}
