using Detector.Kafka.Settings;
using Detector.Kafka.Tests.Sources;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Outages;

/// <summary>What a source does while brokers or topics are away.</summary>
public sealed class SourceOutageTests(Outages outages) : IClassFixture<Outages>
{
    private static readonly TimeSpan Session = TimeSpan.FromSeconds(4); // the brokers' as well
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(10); // five for a broker that was up, two for its topics
    private readonly string _topic = $"events-{Guid.NewGuid():N}";

    [Fact]
    public void ATopicThatComesLateIsWaitedFor()
    {
        RealKafka kafka = outages.Running();
        using var probe = new SourceProbe(Settings(kafka.BootstrapServers, _topic));
        probe.RunUntil(() =>
            probe.Source.Problem?.Contains(_topic, StringComparison.Ordinal) == true); // before, perhaps that no broker has answered yet
        Assert.Equal(0, probe.Source.AssignedPartitions);

        KafkaTopics.Create(kafka.BootstrapServers, _topic);
        KafkaTopics.Write(kafka.BootstrapServers, _topic, [TestMessage.Of("hello")]);
        probe.RunUntil(() => probe.Received.Count == 1);
        Assert.Null(probe.Source.Problem);
        probe.Source.Close();
    }

    [Theory, InlineData(GroupProtocol.Classic), InlineData(GroupProtocol.Consumer)]
    public void ABrokerThatIsKilledLosesNothing(GroupProtocol protocol)
    {
        RealKafka kafka = outages.Running();
        KafkaTopics.Create(kafka.BootstrapServers, _topic);
        using var probe = new SourceProbe(Settings(kafka.BootstrapServers, _topic, protocol)) { StoresAtOnce = true };
        Write(kafka, 0);
        probe.RunUntil(() => probe.Received.Count >= 50);

        kafka.Kill();
        probe.RunUntil(() => probe.Source.Problem is not null);
        Assert.False(probe.Source.IsConnected);
        kafka.Start();
        Write(kafka, 100);
        probe.RunUntil(() => Numbers(probe).Distinct().Count() == 200);

        Assert.Equal(Enumerable.Range(0, 200), Numbers(probe).Distinct().Order());
        probe.RunUntil(
            () => probe.Source.Problem is null); // with the next statistics, where the broker was back before the group had noticed
        probe.Source.Close();
        Assert.Equal(50, KafkaTopics.Committed(kafka.BootstrapServers, $"group-{_topic}", _topic, 3));
    }

    [Theory, InlineData(GroupProtocol.Classic), InlineData(GroupProtocol.Consumer)]
    public void ABrokerThatStandsStillLongerThanASessionLosesNothing(GroupProtocol protocol)
    {
        RealKafka kafka = outages.Running();
        KafkaTopics.Create(kafka.BootstrapServers, _topic);
        using var probe = new SourceProbe(Settings(kafka.BootstrapServers, _topic, protocol)) { StoresAtOnce = true };
        Write(kafka, 0);
        probe.RunUntil(() => probe.Received.Count >= 50);

        kafka.Pause();
        long start = TimeProvider.System.GetTimestamp();
        probe.RunUntil(() => TimeProvider.System.GetElapsedTime(start) > Session);
        kafka.Resume();
        Write(kafka, 100);
        probe.RunUntil(() => Numbers(probe).Distinct().Count() == 200);

        // The group may have given it up, or not yet: then it finds out, and reads again what it could not commit.
        probe.RunUntil(() => KafkaTopics.Committed(kafka.BootstrapServers, $"group-{_topic}", _topic, 3) == 50);
        probe.Source.Close();
    }

    [Fact]
    public async Task ClosingDoesNotWaitForABrokerThatIsGone()
    {
        RealKafka kafka = outages.Running();
        KafkaTopics.Create(kafka.BootstrapServers, _topic);
        using var probe = new SourceProbe(Settings(kafka.BootstrapServers, _topic)) { StoresAtOnce = true };
        Write(kafka, 0);
        probe.RunUntil(() => probe.Received.Count == 100);
        kafka.Kill();
        await Task.Run(probe.Source.Close).WaitAsync(CloseTimeout);
        await Task.Run(probe.Source.Dispose).WaitAsync(CloseTimeout);
    }

    [Fact]
    public async Task ClosingDoesNotWaitForABrokerThatStandsStill()
    {
        RealKafka kafka = outages.Running();
        KafkaTopics.Create(kafka.BootstrapServers, _topic);
        using var probe = new SourceProbe(Settings(kafka.BootstrapServers, _topic)) { StoresAtOnce = true };
        Write(kafka, 0);
        probe.RunUntil(() => probe.Received.Count == 100);
        kafka.Pause();
        await Task.Run(probe.Source.Close).WaitAsync(CloseTimeout);
        await Task.Run(probe.Source.Dispose).WaitAsync(CloseTimeout);
        Assert.Contains(probe.Log.Warnings, line => line.Contains("No broker has let this member leave", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OneThatClosesWhileTheBrokerThinksAboutItsJoiningIsNoMember()
    {
        RealKafka kafka = outages.Running();
        KafkaTopics.Create(kafka.BootstrapServers, _topic);
        SourceSettings settings = Settings(kafka.BootstrapServers, _topic, GroupProtocol.Consumer);
        var options = new Dictionary<string, string> { ["debug"] = "cgrp,protocol" };
        using var probe = new SourceProbe(settings with { Options = options }, opens: false);
        await Said("-> up (join-state init)");
        kafka.Pause();
        probe.Source.Open(probe);
        await Said("Sent ConsumerGroupHeartbeatRequest");
        Task closing = Task.Run(probe.Source.Close);
        await Assert.ThrowsAsync<TimeoutException>(
            () => Said("Terminating group", TimeSpan.FromMilliseconds(300))); // it waits for the answer
        kafka.Resume();
        await closing.WaitAsync(CloseTimeout);
        Assert.Empty(KafkaTopics.Members(kafka.BootstrapServers, settings.Group!));

        Task Said(string text, TimeSpan? timeout = null) =>
            Eventually.Holds(() => probe.Log.Lines.Any(line => line.Text.Contains(text, StringComparison.Ordinal)), text, timeout);
    }

    private static SourceSettings Settings(string bootstrap, string topic, GroupProtocol protocol = GroupProtocol.Classic) => new()
    {
        Bootstrap = bootstrap,
        Topics = [topic],
        Group = $"group-{topic}",
        GroupProtocol = protocol,
        SessionTimeout = protocol == GroupProtocol.Classic ? Session : null,
    };

    private void Write(RealKafka kafka, int first) =>
        KafkaTopics.Write(kafka.BootstrapServers, _topic,
            Enumerable.Range(first, 100).Select(i => TestMessage.Of($"{i}") with { Partition = i % 4 }));

    private static IEnumerable<int> Numbers(SourceProbe probe) => probe.Received.Select(m => int.Parse(m.ValueText!));
}
