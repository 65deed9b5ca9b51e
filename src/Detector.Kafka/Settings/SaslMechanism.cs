namespace Detector.Kafka.Settings;

/// <summary>How a user proves who it is.</summary>
public enum SaslMechanism
{
    /// <summary>User name and password as they are; over TLS only, in practice.</summary>
    Plain,

    /// <summary>SCRAM with SHA-256. Brokers from Kafka 4 on refuse it from librdkafka older than 2.6.1.</summary>
    ScramSha256,

    /// <summary>SCRAM with SHA-512. Brokers from Kafka 4 on refuse it from librdkafka older than 2.6.1.</summary>
    ScramSha512,
}
