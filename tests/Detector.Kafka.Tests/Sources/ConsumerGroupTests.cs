using System.Diagnostics;
using Detector.Core.Offsets;
using Detector.Kafka.Settings;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Sources;

/// <summary>Several members of one group, each on a thread of its own where it must be, on a real broker.</summary>
public sealed class ConsumerGroupTests(Brokers brokers)
{
    private readonly string _topic = $"group-{Guid.NewGuid():N}";

    [Fact]
    public void MembersThatComeAndGoLoseNothingAndDoubleNothing()
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        using SourceProbe first = Member(bootstrap);
        first.RunUntil(() => first.Assigned.Count == 4);
        Write(bootstrap, 0, 2000);
        first.RunUntil(() => first.Received.Count > 500);

        using SourceProbe second = Member(bootstrap);
        RunUntil(() => first.Assigned.Count == 2 && second.Assigned.Count == 2, first, second);
        Write(bootstrap, 2000, 2000);
        RunUntil(() => first.Received.Count + second.Received.Count >= 4000, first, second);
        Assert.NotEmpty(second.Received);

        first.Source.Close();
        Write(bootstrap, 4000, 1000);
        second.RunUntil(() => second.Assigned.Count == 4 && first.Received.Count + second.Received.Count >= 5000);
        second.Source.Close();

        // Each event is stored as soon as it is read, and what is stored is committed before a partition goes: not one comes twice.
        Assert.Equal(Enumerable.Range(0, 5000), first.Received.Concat(second.Received).Select(m => int.Parse(m.ValueText!)).Order());
        Assert.Empty(first.LostPartitions);
        Assert.Empty(second.LostPartitions);
    }

    [Fact]
    public void AMemberThatIsTooSlowLosesItsPartitionsAndStoresNothingMore()
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        Write(bootstrap, 0, 40);
        using SourceProbe slow = Member(bootstrap, settings => settings with { MaxPollInterval = TimeSpan.FromSeconds(2), SessionTimeout = TimeSpan.FromSeconds(2) }, stores: false);
        slow.RunUntil(() => slow.Received.Count == 40);

        using SourceProbe other = Member(bootstrap);
        other.RunUntil(() => other.Assigned.Count == 4 && other.Received.Count == 40);
        slow.Source.StoreOffset(new TopicPartition(0, 1), 3);

        // On a busy machine it has been too slow before, and was given them again.
        slow.RunUntil(() => slow.LostPartitions.Count >= 4 && slow.Assigned.Count == 0);
        slow.Source.StoreOffset(new TopicPartition(0, 1), 3);
        Assert.Equal(0, slow.Source.AssignedPartitions);
        slow.Source.Close();
        other.Source.Close();

        Assert.Equal(other.Received.Max(m => m.Partition == 1 ? m.Offset + 1 : 0), KafkaTopics.Committed(bootstrap, $"g-{_topic}", _topic, 1));
    }

    [Fact]
    public void AMemberThatIsPausedIsNotTakenForDeadAndReadsOnWhereItWas()
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        Write(bootstrap, 0, 400);
        using SourceProbe paused = Member(bootstrap, settings => settings with { MaxPollInterval = TimeSpan.FromSeconds(8), SessionTimeout = TimeSpan.FromSeconds(8) });
        paused.RunUntil(() => paused.Received.Count == 30);
        paused.Source.Pause();
        var clock = Stopwatch.StartNew();
        paused.RunUntil(() => clock.Elapsed > TimeSpan.FromSeconds(10));
        Assert.Equal(4, paused.Assigned.Count);

        // It gives partitions up as it should, and stays paused when it gets them back.
        using SourceProbe other = Member(bootstrap);
        RunUntil(() => paused.Assigned.Count == 2 && other.Assigned.Count == 2, paused, other);
        Task closing = Task.Run(other.Source.Close);
        paused.RunUntil(() => closing.IsCompleted && paused.Assigned.Count == 4);
        Write(bootstrap, 400, 100);
        clock.Restart();
        paused.RunUntil(() => clock.Elapsed > TimeSpan.FromSeconds(1));
        Assert.Equal(30, paused.Received.Count);
        Assert.Empty(paused.LostPartitions);

        paused.Source.Resume();
        paused.RunUntil(() => paused.Received.Count + other.Received.Count >= 500);
        Assert.Equal(Enumerable.Range(0, 500), paused.Received.Concat(other.Received).Select(m => int.Parse(m.ValueText!)).Order());
    }

    [Fact]
    public void AStaticMemberThatRestartsMovesNothing()
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        using SourceProbe stays = Member(bootstrap, settings => settings with { InstanceId = "stays" });
        stays.RunUntil(() => stays.Assigned.Count == 4);
        TopicPartition[] before;
        using (SourceProbe leaves = Member(bootstrap, settings => settings with { InstanceId = "restarts" }))
        {
            RunUntil(() => stays.Assigned.Count == 2 && leaves.Assigned.Count == 2, stays, leaves);
            before = [.. leaves.Assigned];
            leaves.Source.Close();
        }

        bool moved = false;
        stays.OnRevoking = _ => moved = true;
        using SourceProbe back = Member(bootstrap, settings => settings with { InstanceId = "restarts" });
        RunUntil(() => back.Assigned.Count == 2, stays, back);

        Assert.Equal(before.ToHashSet(), back.Assigned);
        Assert.False(moved);
        Assert.Equal(2, stays.Assigned.Count);
    }

    [Fact]
    public void TheLagIsWhatIsNotReadYet()
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        KafkaTopics.Write(bootstrap, _topic, Enumerable.Range(0, 100).Select(i => TestMessage.Of($"{i}") with { Partition = 1 }));
        using SourceProbe probe = Member(bootstrap);
        probe.RunUntil(() => probe.Received.Count == 30);

        probe.Source.Pause();
        probe.RunUntil(() => probe.Source.Lags.Any(lag => lag is { Partition: 1, Lag: 70 }));
        Assert.Equal(30, probe.Received.Count);
        Assert.All(probe.Source.Lags, lag => Assert.Equal(_topic, lag.Topic));
    }

    private SourceProbe Member(string bootstrap, Func<SourceSettings, SourceSettings>? change = null, bool stores = true)
    {
        var settings = new SourceSettings { Bootstrap = bootstrap, Topics = [_topic], Group = $"g-{_topic}" };
        return new SourceProbe(change is null ? settings : change(settings)) { StoresAtOnce = stores };
    }

    private void Write(string bootstrap, int first, int count) =>
        KafkaTopics.Write(bootstrap, _topic, Enumerable.Range(first, count).Select(i => TestMessage.Of($"{i}") with { Partition = i % 4 }));

    private static void RunUntil(Func<bool> condition, SourceProbe one, SourceProbe other) => one.RunUntil(() => other.Step() ? condition() : condition());
}
