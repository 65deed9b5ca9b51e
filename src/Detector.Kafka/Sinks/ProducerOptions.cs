using Confluent.Kafka;
using Detector.Kafka.Clients;
using Detector.Kafka.Settings;

namespace Detector.Kafka.Sinks;

/// <summary>A stream's producer in the client's own terms.</summary>
internal static class ProducerOptions
{
    public static ProducerConfig Of(SinkSettings settings, string bootstrap, SecuritySettings security)
    {
        var config = new ProducerConfig
        {
            Acks = Acks.All,
            EnableIdempotence = true,
            MessageTimeoutMs = 0, // never: what cannot be sent now waits, and the stream waits with it
            SocketTimeoutMs = 15_000, // a broker that stands still with alerts on their way is given up soon (60 s)
            LingerMs = 5,
            BatchSize = 64 * 1024, // brokers refuse batches, not messages, for their size: the smaller, the fewer go down with a large one
            TopicMetadataPropagationMaxMs = 2000, // a topic that is gone is refused soon (30 s): the outbox waits for it
            MessageMaxBytes = 64 * 1024 * 1024,
            QueueBufferingMaxMessages = 10_000,
            QueueBufferingMaxKbytes = 256 * 1024,
            CompressionType = CompressionType.Lz4,
            Partitioner = Partitioner.Murmur2Random, // as the Java client's: a key is in the same partition number in both
            DeliveryReportFields = "none",
            StatisticsIntervalMs = BrokerStatistics.IntervalMs,
        };
        CommonConfig.Apply(config, bootstrap, security);
        CommonConfig.Override(config, settings.Options);
        return config;
    }
}
