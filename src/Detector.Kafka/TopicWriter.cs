using Confluent.Kafka;
using Detector.Core.Sources;
using Detector.Kafka.Clients;
using Detector.Kafka.Settings;
using Microsoft.Extensions.Logging;

namespace Detector.Kafka;

/// <summary>Writes messages to one topic, as a producer of events does: for the simulator and the demo. One thread.</summary>
public sealed partial class TopicWriter : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    private readonly IProducer<byte[]?, byte[]> _producer;
    private readonly string _topic;
    private Error? _failure;
    private bool _warned;

    /// <exception cref="SourceFailedException">librdkafka refuses an option.</exception>
    public TopicWriter(string bootstrap, string topic, SecuritySettings security, ILogger logger)
    {
        _topic = topic;
        var options = new ProducerConfig
        {
            EnableIdempotence = true,
            LingerMs = 20,
            CompressionType = CompressionType.Lz4,
            Partitioner = Partitioner.Murmur2Random,
        };
        CommonConfig.Apply(options, bootstrap, security);
        _producer = CommonConfig.Build(logger, () => new ProducerBuilder<byte[]?, byte[]>(options)
            .SetLogHandler((_, line) => ClientLog.Write(logger, line))
            .SetErrorHandler((_, error) => OnError(error, bootstrap, logger))
            .Build());
    }

    /// <summary>Hands a message over; waits while too many are under way.</summary>
    /// <exception cref="SourceFailedException">An earlier one could not be delivered.</exception>
    public void Write(byte[]? key, byte[] value, CancellationToken cancellation = default)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            ThrowIfFailed();
            try
            {
                _producer.Produce(_topic, new Message<byte[]?, byte[]> { Key = key, Value = value }, OnReport);
                return;
            }
            catch (ProduceException<byte[]?, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                _producer.Poll(Wait);
            }
        }
    }

    /// <summary>Waits until every message is acknowledged.</summary>
    /// <exception cref="SourceFailedException">One could not be delivered.</exception>
    public void Flush(CancellationToken cancellation = default)
    {
        while (_producer.Flush(Wait) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            ThrowIfFailed();
        }

        ThrowIfFailed();
    }

    public void Dispose() => _producer.Dispose();

    private void OnError(Error error, string bootstrap, ILogger logger)
    {
        if (error.Code == ErrorCode.Local_AllBrokersDown && !_warned)
        {
            _warned = true;
            LogNoBroker(logger, bootstrap);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No broker answers at {Bootstrap}; waiting for one")]
    private static partial void LogNoBroker(ILogger logger, string bootstrap);

    private void OnReport(DeliveryReport<byte[]?, byte[]> report)
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
            throw new SourceFailedException($"a message to topic '{_topic}' could not be delivered: {error.Reason}");
        }
    }
}
