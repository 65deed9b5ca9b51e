using Confluent.Kafka;
using Detector.Core.Sources;
using Detector.Kafka.Clients;
using Detector.Kafka.Settings;
using Microsoft.Extensions.Logging;

namespace Detector.Kafka;

/// <summary>Writes messages to one topic, as a producer of events does: for the simulator, the demo and cameras. One thread.</summary>
public sealed partial class TopicWriter : IDisposable
{
    // Of one frame, and of all that wait.
    private const int MostBytes = 64 << 20;

    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    private readonly IProducer<byte[]?, byte[]> _producer;
    private readonly string _topic;
    private Error? _failure;
    private long _delivered;
    private bool _warned;

    /// <param name="bootstrap">The brokers.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="security">How to speak with them.</param>
    /// <param name="logger">Told of what the client says.</param>
    /// <param name="areFrames">Whether messages are large and packed already, so that few may wait, and do so however long.</param>
    /// <exception cref="SourceFailedException">librdkafka refuses an option.</exception>
    public TopicWriter(string bootstrap, string topic, SecuritySettings security, ILogger logger, bool areFrames = false)
    {
        _topic = topic;
        var options = new ProducerConfig
        {
            EnableIdempotence = true,
            LingerMs = 20,
            CompressionType = CompressionType.Lz4,
            Partitioner = Partitioner.Murmur2Random,
        };
        if (areFrames)
        {
            options.CompressionType = CompressionType.None;
            options.MessageMaxBytes = MostBytes;
            options.QueueBufferingMaxKbytes = MostBytes >> 10;
            options.MessageTimeoutMs = 0;
        }

        CommonConfig.Apply(options, bootstrap, security);
        _producer = CommonConfig.Build(logger, () => new ProducerBuilder<byte[]?, byte[]>(options)
            .SetLogHandler((_, line) => ClientLog.Write(logger, line))
            .SetErrorHandler((_, error) => OnError(error, bootstrap, logger))
            .Build());
    }

    /// <summary>Messages that brokers have acknowledged.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Told of each message that is acknowledged, or fails; the client's thread.</summary>
    public Action? Reported { get; init; }

    /// <summary>Hands a message over; waits while too many are under way.</summary>
    /// <param name="key">Its key; null where it has none.</param>
    /// <param name="value">Its value.</param>
    /// <param name="time">Its timestamp; null for now.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="SourceFailedException">An earlier one could not be delivered, or this one is too large.</exception>
    public void Write(byte[]? key, byte[] value, DateTimeOffset? time = null, CancellationToken cancellation = default)
    {
        var message = new Message<byte[]?, byte[]>
        {
            Key = key, Value = value, Timestamp = time is { } at ? new Timestamp(at) : Timestamp.Default,
        };
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            ThrowIfFailed();
            try
            {
                _producer.Produce(_topic, message, OnReport);
                return;
            }
            catch (ProduceException<byte[]?, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                _producer.Poll(Wait);
            }
            catch (ProduceException<byte[]?, byte[]> e)
            {
                throw new SourceFailedException($"a message to topic '{_topic}' could not be sent: {e.Error.Reason}");
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
        else
        {
            Interlocked.Increment(ref _delivered);
        }

        Reported?.Invoke();
    }

    private void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failure) is { } error)
        {
            throw new SourceFailedException($"a message to topic '{_topic}' could not be delivered: {error.Reason}");
        }
    }
}
