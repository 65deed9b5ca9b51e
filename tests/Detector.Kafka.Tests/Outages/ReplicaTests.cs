using Detector.Kafka.Tests.Sinks;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Outages;

/// <summary>Alerts on three brokers, two of which must have each.</summary>
public sealed class ReplicaTests
{
    // Less than the minute that librdkafka gives a request: what one that stands still does not answer goes to its successors before.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(55);
    private readonly string _topic = $"alerts-{Guid.NewGuid():N}";

    [Fact]
    public void TwoOfThreeBrokersAreEnough()
    {
        using RealKafka kafka = RealKafka.StartOrSkip(nodes: 3);
        KafkaTopics.Create(kafka.BootstrapServers, _topic, 6);
        using var probe = new SinkProbe(kafka.BootstrapServers, _topic);
        probe.Publish(0, 500);
        kafka.Pause(2);
        probe.Publish(500, 500);
        Assert.True(probe.Drain(Patience));
        kafka.Resume(2);
        KafkaTopics.AwaitInSync(kafka.BootstrapServers, _topic);
        kafka.Kill(3);
        probe.Publish(1000, 500);
        Assert.True(probe.Drain(Patience));

        IReadOnlyList<TestMessage> alerts = KafkaTopics.Read(kafka.BootstrapServers, _topic, 1500);
        Assert.Equal(1500, alerts.Select(alert => alert.Header("ce_id")).Distinct().Count());
        Assert.False(probe.Producer.Failure.IsCompleted);
    }
}
