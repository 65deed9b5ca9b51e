using Detector.Kafka.Settings;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Sources.Groups;

/// <summary>Members that read nothing for a while.</summary>
public sealed class PauseTests(Brokers brokers) : GroupTests
{
    [Theory, InlineData(GroupProtocol.Classic), InlineData(GroupProtocol.Consumer)]
    public void AMemberThatIsPausedIsNotTakenForDeadAndReadsOnWhereItWas(GroupProtocol protocol)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, Topic);
        Write(bootstrap, 0, 400);
        using SourceProbe paused = Member(bootstrap, protocol, settings => settings with { MaxPollInterval = TimeSpan.FromSeconds(4) });
        var others = new List<TestMessage>();
        int before;

        // One that is not asked at all is out after that time, and the paused one, which is asked, is not; what it gains then it never
        // paused.
        using (SourceProbe silent = Member(bootstrap, protocol, settings => settings with { MaxPollInterval = TimeSpan.FromSeconds(4) }))
        {
            RunUntil(() => paused.Assigned.Count == 2 && silent.Assigned.Count == 2, paused, silent);
            paused.Source.Pause();
            before = paused.Received.Count;
            Write(bootstrap, 400, 100);
            paused.RunUntil(() => paused.Assigned.Count == 4);
            Assert.Empty(paused.LostPartitions);
            others.AddRange(silent.Received);
        }

        // It gives partitions up as it should, and stays paused when it gets them back.
        using SourceProbe other = Member(bootstrap, protocol);
        RunUntil(() => paused.Assigned.Count == 2 && other.Assigned.Count == 2, paused, other);
        Task closing = Task.Run(other.Source.Close);
        paused.RunUntil(() => closing.IsCompleted && paused.Assigned.Count == 4);
        Write(bootstrap, 500, 100);
        Assert.All(Enumerable.Range(0, 25), _ => Assert.False(paused.Step()));
        Assert.Equal(before, paused.Received.Count);
        Assert.Empty(paused.LostPartitions);

        others.AddRange(other.Received);
        paused.Source.Resume();
        paused.RunUntil(() => paused.Received.Count + others.Count >= 600);
        Assert.Equal(Enumerable.Range(0, 600), paused.Received.Concat(others).Select(m => int.Parse(m.ValueText!)).Order());
    }

    [Fact]
    public void TheLagIsWhatIsNotReadYet()
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, Topic);
        KafkaTopics.Write(bootstrap, Topic, Enumerable.Range(0, 100).Select(i => TestMessage.Of($"{i}") with { Partition = 1 }));
        using SourceProbe probe = Member(bootstrap, GroupProtocol.Classic, stores: false);
        probe.AtOnce = 1;
        probe.RunUntil(() => probe.Received.Count == 30);

        probe.Source.Pause();
        probe.RunUntil(() => probe.Source.Lags.Any(lag => lag is { Partition: 1, Lag: 70 }));
        Assert.Equal(30, probe.Received.Count);
        Assert.All(probe.Source.Lags, lag => Assert.Equal(Topic, lag.Topic));
    }
}
