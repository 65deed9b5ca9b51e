using Confluent.Kafka;
using Detector.Core.Sources;
using Detector.Kafka.Settings;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Sources;

/// <summary>The source may cost no more memory per event than the client does by itself.</summary>
public sealed class AllocationTests(Brokers brokers)
{
    private const int Events = 5000;
    private readonly string _topic = $"allocation-{Guid.NewGuid():N}";

    [Fact]
    public void ReadingAllocatesWhatTheClientDoesAndNothingMore()
    {
        string bootstrap = brokers.WithTopic(BrokerKind.InProcess, _topic);
        KafkaTopics.Write(bootstrap, _topic, Enumerable.Range(0, 2 * Events).Select(i => TestMessage.Of(new string('x', 480), "card") with { Partition = 0 }));

        using var probe = new SourceProbe(new SourceSettings { Bootstrap = bootstrap, Topics = [_topic], Group = "g" });
        probe.RunUntil(() => probe.Received.Count > 0);
        double ours = PerEvent(() => probe.Source.TryRead(TimeSpan.FromSeconds(1), out EventView _));

        using IConsumer<Ignore, Ignore> client = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = "h",
            ConsumeResultFields = "headers,timestamp",
        }).SetLogHandler((_, _) => { }).Build();
        client.Assign(new TopicPartitionOffset(_topic, 0, Offset.Beginning));
        while (client.Consume(TimeSpan.FromSeconds(1)) is null)
        {
        }

        double clients = PerEvent(() => client.Consume(TimeSpan.FromSeconds(1)) is not null);
        TestContext.Current.TestOutputHelper?.WriteLine($"source {ours:F1} bytes an event, client alone {clients:F1}");
        Assert.InRange(ours, 1, clients + 1); // statistics, once in five seconds, are spread over the events
    }

    private static double PerEvent(Func<bool> read)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int left = Events; left > 0;)
        {
            left -= read() ? 1 : 0;
        }

        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Events;
    }
}
