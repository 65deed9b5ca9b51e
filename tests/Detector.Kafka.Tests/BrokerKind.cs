namespace Detector.Kafka.Tests;

public enum BrokerKind
{
    /// <summary>librdkafka's in-process broker: always there.</summary>
    InProcess,

    /// <summary>Apache Kafka: where there is one.</summary>
    Real,
}
