using Confluent.Kafka;
using Detector.Kafka.Clients;
using Microsoft.Extensions.Logging;

namespace Detector.Kafka.Sinks;

/// <summary>One librdkafka producer, and what asks for topics over its connections.</summary>
internal sealed class ProducerClient : IDisposable
{
    private readonly Lock _gate = new();
    private volatile bool _isDisposed;

    public ProducerClient(ProducerConfig options, ILogger logger, Action<Error> onError, Action<string> onStatistics)
    {
        Producer = CommonConfig.Build(logger, () => new ProducerBuilder<byte[]?, byte[]?>(options)
            .SetLogHandler((_, line) => ClientLog.Write(logger, line))
            .SetErrorHandler((_, error) => onError(error))
            .SetStatisticsHandler((_, json) => onStatistics(json))
            .Build());
        Admin = new DependentAdminClientBuilder(Producer.Handle).Build();
    }

    public IProducer<byte[]?, byte[]?> Producer { get; }

    public IAdminClient Admin { get; }

    /// <summary>Asks the brokers for a topic, or for all. Blocks.</summary>
    /// <exception cref="KafkaException">No answer came in time.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public Metadata GetMetadata(string? topic, TimeSpan timeout)
    {
        // The gate keeps the client's memory from being freed while it is called.
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return topic is null ? Admin.GetMetadata(timeout) : Admin.GetMetadata(topic, timeout);
        }
    }

    /// <summary>Ends it; no report comes after that. Waits while a broker is being asked.</summary>
    public void Dispose()
    {
        _isDisposed = true; // before the gate, where the next question waits already
        lock (_gate)
        {
            Admin.Dispose();
            Producer.Dispose();
        }
    }
}
