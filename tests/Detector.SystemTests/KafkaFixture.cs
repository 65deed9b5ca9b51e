using Detector.SystemTests;
using Detector.TestKit;

[assembly: AssemblyFixture(typeof(KafkaFixture))]

namespace Detector.SystemTests;

/// <summary>One Apache Kafka for all tests that leave it running, started when the first asks for it.</summary>
public sealed class KafkaFixture : IDisposable
{
    private readonly Lazy<RealKafka> _kafka = new(
        () => RealKafka.StartOrSkip(settings: [.. RealKafka.QuickGroups, "group.consumer.session.timeout.ms=2000"]));

    public RealKafka Kafka => _kafka.Value;

    /// <summary>Creates a topic that no other test uses.</summary>
    public string NewTopic()
    {
        string topic = $"events-{Guid.NewGuid():N}";
        KafkaTopics.Create(Kafka.BootstrapServers, topic);
        return topic;
    }

    public void Dispose()
    {
        if (_kafka.IsValueCreated)
        {
            _kafka.Value.Dispose();
        }
    }
}
