namespace Detector.Kafka.Settings;

/// <summary>How the members of a consumer group share out partitions.</summary>
public enum GroupProtocol
{
    /// <summary>The members agree among themselves, all at the same time; every broker knows it.</summary>
    Classic,

    /// <summary>The brokers decide, member by member (KIP-848); from Kafka 4.0 on.</summary>
    Consumer,
}
