using Detector.TestKit;

namespace Detector.SystemTests;

/// <summary>One Apache Kafka for the tests of a class, started when the first asks for it.</summary>
public sealed class KafkaFixture : IDisposable
{
    private RealKafka? _kafka;

    public RealKafka Kafka => _kafka ??= RealKafka.StartOrSkip().WithQuickGroups("group.consumer.session.timeout.ms=2000");

    /// <summary>Creates a topic that no other test uses.</summary>
    public string NewTopic()
    {
        string topic = $"events-{Guid.NewGuid():N}";
        KafkaTopics.Create(Kafka.BootstrapServers, topic);
        return topic;
    }

    public void Dispose() => _kafka?.Dispose();
}
