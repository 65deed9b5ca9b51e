using Detector.Kafka.Settings;
using Detector.Kafka.Tests.Sinks;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Outages;

/// <summary>What the sinks do while brokers or topics are away. Each test ends and starts brokers of its own.</summary>
[Collection(nameof(Outages))]
public sealed class SinkOutageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void ABrokerThatIsKilledLosesAndDoublesNoAlert()
    {
        using RealKafka kafka = RealKafka.StartOrSkip();
        KafkaTopics.Create(kafka.BootstrapServers, "alerts");
        using var probe = new SinkProbe(kafka.BootstrapServers, "alerts");
        Publish(probe, 0, 1000);
        kafka.Kill();
        Publish(probe, 1000, 1000);
        Assert.False(probe.Drain(TimeSpan.Zero));
        Assert.True(probe.Producer.Pending > 0);

        kafka.Start();
        Assert.True(probe.Drain(Patience));
        Assert.Equal(Enumerable.Range(1, 2000).Select(i => (long)i), probe.Stored);
        Assert.Equal(2000, Ids(kafka, 2000).Distinct().Count());
        Assert.False(probe.Producer.Failure.IsCompleted);
    }

    [Fact]
    public async Task AFullQueueHoldsThePublisherBackAndLosesNothing()
    {
        using RealKafka kafka = RealKafka.StartOrSkip();
        KafkaTopics.Create(kafka.BootstrapServers, "alerts");
        using var probe = new SinkProbe(kafka.BootstrapServers, "alerts", Small());
        Publish(probe, 0, 1);
        Assert.True(probe.Drain(Patience));
        kafka.Pause();

        Task publisher = Task.Run(() => Publish(probe, 1, 1000));
        await Eventually.Holds(() => probe.Producer.Pending == 101, "a queue of 100 is full, and one more waits");
        Assert.False(publisher.IsCompleted);
        kafka.Resume();
        await publisher.WaitAsync(Patience);
        Assert.True(probe.Drain(Patience));
        Assert.Equal(1001, Ids(kafka, 1001).Distinct().Count());
    }

    [Fact]
    public async Task APublisherThatWaitsIsLetGoWhenTheProducerIsDisposed()
    {
        using RealKafka kafka = RealKafka.StartOrSkip();
        KafkaTopics.Create(kafka.BootstrapServers, "alerts");
        using var probe = new SinkProbe(kafka.BootstrapServers, "alerts", Small());
        Publish(probe, 0, 1);
        Assert.True(probe.Drain(Patience));
        kafka.Pause();
        Task publisher = Task.Run(() => Publish(probe, 1, 1000));
        await Eventually.Holds(() => probe.Producer.Pending == 101, "a queue of 100 is full, and one more waits");

        probe.Producer.Dispose();
        await Assert.ThrowsAsync<OperationCanceledException>(() => publisher.WaitAsync(Patience));
        Assert.Equal([1L], probe.Stored);
        kafka.Resume();
    }

    [Fact]
    public async Task AMissingTopicIsCreatedOrWaitedFor()
    {
        using RealKafka kafka = RealKafka.StartOrSkip();
        kafka.Configure("auto.create.topics.enable=false");
        using var creating = new SinkProbe(kafka.BootstrapServers, "alerts");
        Publish(creating, 0, 10);
        Assert.True(creating.Drain(Patience));
        Assert.Contains(creating.Log.Lines, line => line.Text == "Topic alerts was missing and is created");

        using var waiting = new SinkProbe(kafka.BootstrapServers, "others", new SinkSettings { Topic = "others", CreateTopics = false });
        Task publisher = Task.Run(() => Publish(waiting, 0, 10));
        await Eventually.Holds(() => waiting.Log.Warnings.Any(), "a line says that the topic is missing");
        Assert.Contains("'others'", Assert.Single(waiting.Log.Warnings), StringComparison.Ordinal);
        Assert.False(publisher.IsCompleted);
        KafkaTopics.Create(kafka.BootstrapServers, "others");
        await publisher.WaitAsync(Patience);
        Assert.True(waiting.Drain(Patience));
    }

    [Fact]
    public void TwoOfThreeBrokersAreEnough()
    {
        using RealKafka kafka = RealKafka.StartOrSkip(nodes: 3);
        KafkaTopics.Create(kafka.BootstrapServers, "alerts", 6);
        using var probe = new SinkProbe(kafka.BootstrapServers, "alerts");
        Publish(probe, 0, 500);
        kafka.Pause(2);
        Publish(probe, 500, 500);
        Assert.True(probe.Drain(TimeSpan.FromSeconds(120)));
        kafka.Resume(2);
        kafka.Kill(3);
        Publish(probe, 1000, 500);
        Assert.True(probe.Drain(TimeSpan.FromSeconds(120)));

        Assert.Equal(1500, Ids(kafka, 1500).Distinct().Count());
        Assert.False(probe.Producer.Failure.IsCompleted);
    }

    private static SinkSettings Small() =>
        new() { Topic = "alerts", Options = new Dictionary<string, string> { ["queue.buffering.max.messages"] = "100" } };

    private static void Publish(SinkProbe probe, int first, int count)
    {
        for (int i = first; i < first + count; i++)
        {
            probe.Publish(i);
        }
    }

    private static IEnumerable<string?> Ids(RealKafka kafka, int count)
    {
        IReadOnlyList<TestMessage> alerts = KafkaTopics.Read(kafka.BootstrapServers, "alerts", count);
        Assert.Equal(count, alerts.Count);
        return alerts.Select(alert => alert.Header("ce_id"));
    }
}
