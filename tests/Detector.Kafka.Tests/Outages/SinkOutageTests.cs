using Detector.Kafka.Settings;
using Detector.Kafka.Tests.Sinks;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Outages;

/// <summary>What the sinks do while brokers or topics are away.</summary>
[Collection(nameof(Outages))]
public sealed class SinkOutageTests(Outages outages)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly string _topic = $"alerts-{Guid.NewGuid():N}";

    [Fact]
    public void ABrokerThatIsKilledLosesAndDoublesNoAlert()
    {
        RealKafka kafka = outages.Running();
        KafkaTopics.Create(kafka.BootstrapServers, _topic);
        using var probe = new SinkProbe(kafka.BootstrapServers, _topic);
        probe.Publish(0, 1000);
        kafka.Kill();
        probe.Publish(1000, 1000);
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
        RealKafka kafka = outages.Running();
        KafkaTopics.Create(kafka.BootstrapServers, _topic);
        using var probe = new SinkProbe(kafka.BootstrapServers, _topic, Small());
        probe.Publish(0, 1);
        Assert.True(probe.Drain(Patience));
        kafka.Pause();

        Task publisher = probe.PublishAsync(1, 1000);
        await Eventually.Holds(() => probe.Producer.Pending == 101, "a queue of 100 is full, and one more waits");
        Assert.False(publisher.IsCompleted);
        kafka.Resume();
        await publisher.WaitAsync(Patience);
        Assert.True(probe.Drain(Patience));
        Assert.Equal(1001, Ids(kafka, 1001).Distinct().Count());
    }

    [Fact]
    public async Task AQueueIsFullByItsBytesToo()
    {
        RealKafka kafka = outages.Running();
        KafkaTopics.Create(kafka.BootstrapServers, _topic, 1);
        var small = new Dictionary<string, string> { ["queue.buffering.max.kbytes"] = "100" };
        using var probe = new SinkProbe(kafka.BootstrapServers, _topic, new SinkSettings { Topic = _topic, Options = small });
        probe.Publish(0, 1);
        Assert.True(probe.Drain(Patience));
        kafka.Pause();

        // Some 40 kB each.
        Task publisher = Task.Run(() => Enumerable.Range(1, 10).ToList()
            .ForEach(i => probe.Publish(i, alert => alert with { Key = new string('k', 40_000) })));
        await Eventually.Holds(() => probe.Producer.Pending == 3, "a queue of 100 kB is full");
        Assert.False(publisher.IsCompleted);
        kafka.Resume();
        await publisher.WaitAsync(Patience);
        Assert.True(probe.Drain(Patience));
        Assert.Equal(11, Ids(kafka, 11).Distinct().Count());
    }

    [Fact]
    public async Task APublisherThatWaitsIsLetGoWhenTheProducerIsDisposed()
    {
        RealKafka kafka = outages.Running();
        KafkaTopics.Create(kafka.BootstrapServers, _topic);
        using var probe = new SinkProbe(kafka.BootstrapServers, _topic, Small());
        probe.Publish(0, 1);
        Assert.True(probe.Drain(Patience));
        kafka.Pause();
        Task publisher = probe.PublishAsync(1, 1000);
        await Eventually.Holds(() => probe.Producer.Pending == 101, "a queue of 100 is full, and one more waits");

        probe.Producer.Dispose();
        await Assert.ThrowsAsync<OperationCanceledException>(() => publisher.WaitAsync(Patience));
        Assert.Equal([1L], probe.Stored);
        kafka.Resume();
    }

    [Fact]
    public async Task AMissingTopicIsCreatedOrWaitedFor()
    {
        RealKafka kafka = outages.Running();
        using var creating = new SinkProbe(kafka.BootstrapServers, _topic);
        creating.Publish(0, 10);
        Assert.True(creating.Drain(Patience));
        Assert.Contains(creating.Log.Lines, line => line.Text == $"Topic {_topic} was missing and is created");
        Assert.Empty(creating.Log.Warnings); // what passes within a second is not worth one

        string other = $"{_topic}-other";
        using var waiting = new SinkProbe(kafka.BootstrapServers, other, new SinkSettings { Topic = other, CreateTopics = false });
        waiting.Publish(0, 10);
        await Eventually.Holds(() => waiting.Log.Warnings.Any(), "a line says that the topic is missing");
        Assert.Contains($"'{other}'", Assert.Single(waiting.Log.Warnings), StringComparison.Ordinal);
        Assert.Equal($"there is no topic '{other}', and CreateTopics is false", waiting.Producer.Obstacle?.Reason);
        Assert.Equal(10, waiting.Producer.Pending);
        Assert.Empty(waiting.Stored);
        KafkaTopics.Create(kafka.BootstrapServers, other);
        Assert.True(waiting.Drain(Patience));
        Assert.Null(waiting.Producer.Obstacle);
    }

    private SinkSettings Small() =>
        new() { Topic = _topic, Options = new Dictionary<string, string> { ["queue.buffering.max.messages"] = "100" } };

    private IEnumerable<string?> Ids(RealKafka kafka, int count)
    {
        IReadOnlyList<TestMessage> alerts = KafkaTopics.Read(kafka.BootstrapServers, _topic, count);
        Assert.Equal(count, alerts.Count);
        return alerts.Select(alert => alert.Header("ce_id"));
    }
}
