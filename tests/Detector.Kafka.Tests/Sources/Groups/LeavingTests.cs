using Detector.Kafka.Settings;
using Detector.Kafka.Tests.Sinks;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Sources.Groups;

/// <summary>Members that leave in the midst of what the group is about.</summary>
public sealed class LeavingTests(Brokers brokers) : GroupTests
{
    // Who waits in vain does so for ever, or says at last that nobody let it go; a busy machine only takes longer.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Theory, InlineData(GroupProtocol.Classic), InlineData(GroupProtocol.Consumer)]
    public async Task OneThatHasNotYetHeardOfItsPartitionsLeavesAtOnce(GroupProtocol protocol)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, Topic);
        using SourceProbe probe = Talkative(bootstrap, protocol);
        await Gives(probe, 1);
        await Task.Run(probe.Source.Close).WaitAsync(Soon);
        Assert.Empty(KafkaTopics.Members(bootstrap, $"g-{Topic}"));
        Assert.Empty(probe.Log.Warnings);
    }

    [Theory, InlineData(GroupProtocol.Classic), InlineData(GroupProtocol.Consumer)]
    public async Task OneThatHasNotYetHeardOfMorePartitionsLeavesAtOnceAndCommitsWhatIsDone(GroupProtocol protocol)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, Topic);
        Write(bootstrap, 0, 40);
        using SourceProbe stays = Talkative(bootstrap, protocol);
        using SourceProbe leaves = Member(bootstrap, protocol);
        RunUntil(() => stays.Assigned.Count == 2 && leaves.Assigned.Count == 2, stays, leaves);
        RunUntil(() => stays.Received.Count + leaves.Received.Count >= 40, stays, leaves);

        // What the client has still to say of the joining is heard: waiting for that, it would say nothing of the leaving.
        int steps = 0;
        RunUntil(() => ++steps > 20, stays, leaves);
        int given = Given(stays);
        leaves.Source.Close();
        await Gives(stays, given + 1);
        int[] own = [.. stays.Assigned.Select(partition => partition.Partition)];
        Write(bootstrap, 40, 40);

        // The client says within its closing what it has to give: nobody asks any more, and nothing is looked up for it.
        await Task.Run(stays.Source.Close).WaitAsync(Soon);
        Assert.Empty(KafkaTopics.Members(bootstrap, $"g-{Topic}"));
        Assert.Empty(stays.Log.Warnings);
        Assert.Equal(own.Order(), stays.RevokedPartitions.TakeLast(2).Select(partition => partition.Partition).Order());
        Assert.All(Enumerable.Range(0, 4), p => Assert.Equal(10, KafkaTopics.Committed(bootstrap, $"g-{Topic}", Topic, p)));
    }

    [Fact]
    public async Task WithoutABrokerNothingIsWaitedFor()
    {
        const string Nobody = "127.0.0.1:1";
        using var sinks = new SinkProbe(Nobody, Topic);
        using SourceProbe source = Member(Nobody, GroupProtocol.Classic);
        source.RunUntil(() => source.Source.Problem is not null);
        await Task.Run(sinks.Dispose).WaitAsync(Soon);
        await Task.Run(source.Dispose).WaitAsync(Soon);
    }

    private SourceProbe Talkative(string bootstrap, GroupProtocol protocol) =>
        Member(bootstrap, protocol, settings => settings with { Options = new Dictionary<string, string> { ["debug"] = "cgrp" } });

    // Partitions that the client has and waits for the source to ask for.
    private static Task Gives(SourceProbe probe, int times) => Eventually.Holds(() => Given(probe) >= times, "partitions come");

    private static int Given(SourceProbe probe) =>
        probe.Log.Lines.Count(line => line.Text.Contains("delegating incremental assign", StringComparison.Ordinal));
}
