using Confluent.Kafka;
using Detector.Kafka.Settings;
using Detector.TestKit;
using GroupProtocol = Detector.Kafka.Settings.GroupProtocol;
using TopicPartition = Detector.Core.Offsets.TopicPartition;

namespace Detector.Kafka.Tests.Sources.Groups;

/// <summary>Members that come, go, die and restart.</summary>
public sealed class MembershipTests(Brokers brokers) : GroupTests
{
    [Theory, InlineData(GroupProtocol.Classic), InlineData(GroupProtocol.Consumer)]
    public void MembersThatComeAndGoLoseNothingAndDoubleNothing(GroupProtocol protocol)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, Topic);
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
    public async Task AMemberThatDiesLosesNothing(GroupProtocol protocol)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, Topic);
        Write(bootstrap, 0, 400);
        using SourceProbe stays = Member(bootstrap, protocol);
        var before = new List<int>();
        long death;
        using (IConsumer<Ignore, string> dies = Mortal(bootstrap, protocol))
        {
            dies.Subscribe(Topic);
            stays.RunUntil(() => ReadsOne() && stays.Assigned.Count == 2 && dies.Assignment.Count == 2);
            Write(bootstrap, 400, 400);
            stays.RunUntil(() => ReadsOne() && before.Count > 100);
            death = TimeProvider.System.GetTimestamp();
            await Task.Run(dies.Dispose).WaitAsync(TimeSpan.FromSeconds(60));

            bool ReadsOne()
            {
                if (dies.Consume(TimeSpan.FromMilliseconds(20)) is { } result)
                {
                    before.Add(int.Parse(result.Message.Value));
                }

                return true;
            }
        }

        stays.RunUntil(() => stays.Assigned.Count == 4);
        Assert.InRange(TimeProvider.System.GetElapsedTime(death).TotalSeconds, 2, 60); // its session had to end: it said no farewell
        Write(bootstrap, 800, 200);
        stays.RunUntil(() => stays.Received.Where(m => m.Offset == 249).DistinctBy(m => m.Partition).Count() == 4);
        Assert.Empty(stays.LostPartitions);
        Assert.Equal(Enumerable.Range(0, 1000), stays.Received.Select(m => int.Parse(m.ValueText!)).Concat(before).Distinct().Order());
        Assert.Superset(before.ToHashSet(), stays.Received.Select(m => int.Parse(m.ValueText!)).ToHashSet()); // it had committed none
        stays.Source.Close();
        Assert.All(Enumerable.Range(0, 4), p => Assert.Equal(250, KafkaTopics.Committed(bootstrap, $"g-{Topic}", Topic, p)));
    }

    [Theory, InlineData(GroupProtocol.Classic), InlineData(GroupProtocol.Consumer)]
    public void AStaticMemberThatRestartsMovesNothing(GroupProtocol protocol)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, Topic);
        using SourceProbe stays = Member(bootstrap, protocol, settings => settings with { InstanceId = "stays" });
        stays.RunUntil(() => stays.Assigned.Count == 4);
        TopicPartition[] before;
        using (SourceProbe leaves = Member(bootstrap, protocol, settings => settings with { InstanceId = "restarts" }))
        {
            RunUntil(() => stays.Assigned.Count == 2 && leaves.Assigned.Count == 2, stays, leaves);
            before = [.. leaves.Assigned];
            leaves.Source.Close();
            Assert.Equal(["restarts", "stays"], KafkaTopics.Members(bootstrap, $"g-{Topic}").Order()); // its place is kept
        }

        bool moved = false;
        stays.OnRevoking = _ => moved = true;
        using SourceProbe back = Member(bootstrap, protocol, settings => settings with { InstanceId = "restarts" });
        RunUntil(() => back.Assigned.Count == 2, stays, back);

        Assert.Equal(before.ToHashSet(), back.Assigned);
        Assert.False(moved);
        Assert.Equal(2, stays.Assigned.Count);
    }

    // A client that is let go as it is goes without a word, as a killed process does. The product's own never does that.
    private IConsumer<Ignore, string> Mortal(string bootstrap, GroupProtocol protocol)
    {
        var options = new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = $"g-{Topic}",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
        };
        if (protocol == GroupProtocol.Consumer)
        {
            options.GroupProtocol = Confluent.Kafka.GroupProtocol.Consumer;
        }
        else
        {
            options.PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky;
            options.SessionTimeoutMs = 4000;
            options.HeartbeatIntervalMs = 1000;
        }

        return new ConsumerBuilder<Ignore, string>(options).SetLogHandler((_, _) => { }).Build();
    }
}
