using Detector.Kafka.Settings;
using Detector.Kafka.Tests.Sources;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Outages;

/// <summary>What a source does while brokers or topics are away. Each test ends and starts brokers of its own.</summary>
[Collection(nameof(Outages))]
public sealed class SourceOutageTests
{
    [Fact]
    public void ABrokerThatComesLateIsWaitedFor()
    {
        int port = FreePort.NextRow(3);
        using var probe = new SourceProbe(Settings($"127.0.0.1:{port}", "late"));
        probe.RunUntil(() => probe.Source.Problem is not null);
        Assert.False(probe.Source.IsConnected);
        Assert.Contains($"127.0.0.1:{port}", probe.Source.Problem, StringComparison.Ordinal);

        using RealKafka kafka = RealKafka.StartOrSkip(port: port);
        KafkaTopics.Create(kafka.BootstrapServers, "late");
        KafkaTopics.Write(kafka.BootstrapServers, "late", [TestMessage.Of("hello")]);
        probe.RunUntil(() => probe.Received.Count == 1);

        Assert.Null(probe.Source.Problem);
        Assert.True(probe.Source.IsConnected);
        Assert.Single(probe.Log.Warnings, line => line.Contains("no broker answers", StringComparison.Ordinal));
        probe.Source.Close();
    }

    [Fact]
    public void ATopicThatComesLateIsWaitedFor()
    {
        using RealKafka kafka = RealKafka.StartOrSkip();
        using var probe = new SourceProbe(Settings(kafka.BootstrapServers, "topic-to-come"));
        probe.RunUntil(() => probe.Source.Problem is not null);
        Assert.Contains("topic-to-come", probe.Source.Problem, StringComparison.Ordinal);
        Assert.Equal(0, probe.Source.AssignedPartitions);

        KafkaTopics.Create(kafka.BootstrapServers, "topic-to-come");
        KafkaTopics.Write(kafka.BootstrapServers, "topic-to-come", [TestMessage.Of("hello")]);
        probe.RunUntil(() => probe.Received.Count == 1);
        Assert.Null(probe.Source.Problem);
        probe.Source.Close();
    }

    [Fact]
    public void ABrokerThatIsKilledLosesNothing()
    {
        using RealKafka kafka = RealKafka.StartOrSkip();
        KafkaTopics.Create(kafka.BootstrapServers, "events");
        using var probe = new SourceProbe(Settings(kafka.BootstrapServers, "events")) { StoresAtOnce = true };
        Write(kafka, 0);
        probe.RunUntil(() => probe.Received.Count >= 50);

        kafka.Kill();
        probe.RunUntil(() => probe.Source.Problem is not null);
        Assert.False(probe.Source.IsConnected);
        kafka.Start();
        Write(kafka, 100);
        probe.RunUntil(() => Numbers(probe).Distinct().Count() == 200);

        Assert.Equal(Enumerable.Range(0, 200), Numbers(probe).Distinct().Order());
        Assert.Null(probe.Source.Problem);
        probe.Source.Close();
        Assert.Equal(50, KafkaTopics.Committed(kafka.BootstrapServers, "outage", "events", 3));
    }

    [Fact]
    public void ClosingDoesNotWaitForABrokerThatIsGone()
    {
        using RealKafka kafka = RealKafka.StartOrSkip();
        KafkaTopics.Create(kafka.BootstrapServers, "events");
        using var probe = new SourceProbe(Settings(kafka.BootstrapServers, "events")) { StoresAtOnce = true };
        Write(kafka, 0);
        probe.RunUntil(() => probe.Received.Count == 100);
        kafka.Kill();

        long start = TimeProvider.System.GetTimestamp();
        probe.Source.Close();
        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 0, 20);
    }

    private static SourceSettings Settings(string bootstrap, string topic) =>
        new() { Bootstrap = bootstrap, Topics = [topic], Group = "outage", SessionTimeout = TimeSpan.FromSeconds(6) };

    private static void Write(RealKafka kafka, int first) =>
        KafkaTopics.Write(kafka.BootstrapServers, "events", Enumerable.Range(first, 100).Select(i => TestMessage.Of($"{i}") with { Partition = i % 4 }));

    private static IEnumerable<int> Numbers(SourceProbe probe) => probe.Received.Select(m => int.Parse(m.ValueText!));
}
