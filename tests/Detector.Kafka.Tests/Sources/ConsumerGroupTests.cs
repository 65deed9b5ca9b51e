using Detector.Core.Offsets;
using Detector.Kafka.Settings;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Sources;

/// <summary>Several members of one group, each on a thread of its own where it must be, on a real broker.</summary>
public sealed class ConsumerGroupTests(Brokers brokers)
{
    private readonly string _topic = $"group-{Guid.NewGuid():N}";

    [Theory, InlineData(GroupProtocol.Classic), InlineData(GroupProtocol.Consumer)]
    public void MembersThatComeAndGoLoseNothingAndDoubleNothing(GroupProtocol protocol)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        using SourceProbe first = Member(bootstrap, protocol);
        first.RunUntil(() => first.Assigned.Count == 4);
        Write(bootstrap, 0, 2000);
        first.RunUntil(() => first.Received.Count > 500);

        using SourceProbe second = Member(bootstrap, protocol);
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

    [Theory, InlineData(GroupProtocol.Classic), InlineData(GroupProtocol.Consumer)]
    public void AMemberThatIsTooSlowLosesItsPartitionsAndStoresNothingMore(GroupProtocol protocol)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        Write(bootstrap, 0, 40);
        using SourceProbe slow = Member(bootstrap, protocol, settings => settings with { MaxPollInterval = TimeSpan.FromSeconds(4) }, stores: false);
        slow.RunUntil(() => slow.Received.Count == 40);

        using SourceProbe other = Member(bootstrap, protocol);
        other.RunUntil(() => other.Assigned.Count == 4 && other.Received.Count == 40);
        slow.Source.StoreOffset(new TopicPartition(0, 1), 3);

        // What it was asked for in the meantime it gives up, late; the rest is lost.
        slow.RunUntil(() => slow.LostPartitions.Count > 0 && slow.Assigned.Count == 0);
        slow.Source.StoreOffset(new TopicPartition(0, 1), 3);
        Assert.Equal(0, slow.Source.AssignedPartitions);
        slow.Source.Close();
        other.Source.Close();

        Assert.Equal(other.Received.Max(m => m.Partition == 1 ? m.Offset + 1 : 0), KafkaTopics.Committed(bootstrap, $"g-{_topic}", _topic, 1));
    }

    [Theory, InlineData(GroupProtocol.Classic), InlineData(GroupProtocol.Consumer)]
    public void AMemberThatIsPausedIsNotTakenForDeadAndReadsOnWhereItWas(GroupProtocol protocol)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        Write(bootstrap, 0, 400);
        using SourceProbe paused = Member(bootstrap, protocol, settings => settings with { MaxPollInterval = TimeSpan.FromSeconds(4) });
        paused.RunUntil(() => paused.Received.Count == 30);
        paused.Source.Pause();

        var others = new List<TestMessage>();

        // One that is not asked at all is out after that time, and the paused one, which is asked, is not.
        using (SourceProbe silent = Member(bootstrap, protocol, settings => settings with { MaxPollInterval = TimeSpan.FromSeconds(4) }))
        {
            RunUntil(() => paused.Assigned.Count == 2 && silent.Assigned.Count == 2, paused, silent);
            paused.RunUntil(() => paused.Assigned.Count == 4);
            Assert.Empty(paused.LostPartitions);
            others.AddRange(silent.Received);
        }

        // It gives partitions up as it should, and stays paused when it gets them back.
        using SourceProbe other = Member(bootstrap, protocol);
        RunUntil(() => paused.Assigned.Count == 2 && other.Assigned.Count == 2, paused, other);
        Task closing = Task.Run(other.Source.Close);
        paused.RunUntil(() => closing.IsCompleted && paused.Assigned.Count == 4);
        Write(bootstrap, 400, 100);
        Assert.All(Enumerable.Range(0, 25), _ => Assert.False(paused.Step()));
        Assert.Empty(paused.LostPartitions);

        others.AddRange(other.Received);
        paused.Source.Resume();
        paused.RunUntil(() => paused.Received.Count + others.Count >= 500);
        Assert.Equal(Enumerable.Range(0, 500), paused.Received.Concat(others).Select(m => int.Parse(m.ValueText!)).Order());
    }

    [Theory, InlineData(GroupProtocol.Classic), InlineData(GroupProtocol.Consumer)]
    public void AStaticMemberThatRestartsMovesNothing(GroupProtocol protocol)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        using SourceProbe stays = Member(bootstrap, protocol, settings => settings with { InstanceId = "stays" });
        stays.RunUntil(() => stays.Assigned.Count == 4);
        TopicPartition[] before;
        using (SourceProbe leaves = Member(bootstrap, protocol, settings => settings with { InstanceId = "restarts" }))
        {
            RunUntil(() => stays.Assigned.Count == 2 && leaves.Assigned.Count == 2, stays, leaves);
            before = [.. leaves.Assigned];
            leaves.Source.Close();
        }

        bool moved = false;
        stays.OnRevoking = _ => moved = true;
        using SourceProbe back = Member(bootstrap, protocol, settings => settings with { InstanceId = "restarts" });
        RunUntil(() => back.Assigned.Count == 2, stays, back);

        Assert.Equal(before.ToHashSet(), back.Assigned);
        Assert.False(moved);
        Assert.Equal(2, stays.Assigned.Count);
    }

    [Theory, InlineData(GroupProtocol.Classic), InlineData(GroupProtocol.Consumer)]
    public void AMemberThatDiesLosesNothing(GroupProtocol protocol)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        Write(bootstrap, 0, 400);
        using SourceProbe stays = Member(bootstrap, protocol);
        List<TestMessage> before;
        using (SourceProbe dies = Member(bootstrap, protocol))
        {
            RunUntil(() => stays.Assigned.Count == 2 && dies.Assigned.Count == 2, stays, dies);
            Write(bootstrap, 400, 400);
            dies.RunUntil(() => dies.Received.Count > 100);
            before = dies.Received;
        }

        Write(bootstrap, 800, 200);
        stays.RunUntil(() => stays.Assigned.Count == 4 && stays.Received.Where(m => m.Offset == 249).DistinctBy(m => m.Partition).Count() == 4);
        Assert.Empty(stays.LostPartitions);
        Assert.Equal(Enumerable.Range(0, 1000), stays.Received.Concat(before).Select(m => int.Parse(m.ValueText!)).Distinct().Order());
        stays.Source.Close();
        Assert.All(Enumerable.Range(0, 4), p => Assert.Equal(250, KafkaTopics.Committed(bootstrap, $"g-{_topic}", _topic, p)));
    }

    [Theory, InlineData(GroupProtocol.Classic), InlineData(GroupProtocol.Consumer)]
    public void WhatIsFinishedWhilePartitionsGoIsNotReadAgain(GroupProtocol protocol)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        Write(bootstrap, 0, 400);
        using SourceProbe first = Member(bootstrap, protocol, stores: false);
        first.RunUntil(() => first.Received.Count == 400);
        var revoked = new List<TopicPartition>();
        first.OnRevoking = going =>
        {
            revoked.AddRange(going);
            foreach (TopicPartition partition in going)
            {
                first.Source.StoreOffset(partition, 100);
            }
        };

        using SourceProbe second = Member(bootstrap, protocol);
        RunUntil(() => first.Assigned.Count == 2 && second.Assigned.Count == 2, first, second);
        Assert.Equal(second.Assigned, revoked.ToHashSet());
        Write(bootstrap, 400, 40);
        RunUntil(() => first.Received.Count == 420 && second.Received.Count >= 20, first, second);
        Assert.Equal(Enumerable.Range(0, 440), first.Received.Concat(second.Received).Select(m => int.Parse(m.ValueText!)).Order());
    }

    [Theory, InlineData(GroupProtocol.Classic), InlineData(GroupProtocol.Consumer)]
    public async Task OneThatIsDisposedInTheMidstOfARebalanceEnds(GroupProtocol protocol)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        SourceProbe first = Member(bootstrap, protocol);
        first.RunUntil(() => first.Assigned.Count == 4);
        using SourceProbe second = Member(bootstrap, protocol);

        // As where a stream fails while its partitions go: the client waits for an answer that does not come any more.
        first.OnRevoking = _ => throw new InvalidOperationException("the stream has failed");
        Assert.Throws<InvalidOperationException>(() => RunUntil(() => false, first, second));

        await Task.Run(first.Dispose).WaitAsync(TimeSpan.FromSeconds(60));
        second.RunUntil(() => second.Assigned.Count == 4);
    }

    [Fact]
    public void TheLagIsWhatIsNotReadYet()
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        KafkaTopics.Write(bootstrap, _topic, Enumerable.Range(0, 100).Select(i => TestMessage.Of($"{i}") with { Partition = 1 }));
        using SourceProbe probe = Member(bootstrap, GroupProtocol.Classic);
        probe.RunUntil(() => probe.Received.Count == 30);

        probe.Source.Pause();
        probe.RunUntil(() => probe.Source.Lags.Any(lag => lag is { Partition: 1, Lag: 70 }));
        Assert.Equal(30, probe.Received.Count);
        Assert.All(probe.Source.Lags, lag => Assert.Equal(_topic, lag.Topic));
    }

    private SourceProbe Member(
        string bootstrap, GroupProtocol protocol, Func<SourceSettings, SourceSettings>? change = null, bool stores = true)
    {
        var settings = new SourceSettings
        {
            Bootstrap = bootstrap,
            Topics = [_topic],
            Group = $"g-{_topic}",
            GroupProtocol = protocol,
            SessionTimeout = protocol == GroupProtocol.Classic ? TimeSpan.FromSeconds(4) : null, // the broker's, in the other
        };
        return new SourceProbe(change is null ? settings : change(settings)) { StoresAtOnce = stores };
    }

    private void Write(string bootstrap, int first, int count) =>
        KafkaTopics.Write(bootstrap, _topic, Enumerable.Range(first, count).Select(i => TestMessage.Of($"{i}") with { Partition = i % 4 }));

    private static void RunUntil(Func<bool> condition, SourceProbe one, SourceProbe other) => one.RunUntil(() => other.Step() ? condition() : condition());
}
