using Detector.Kafka.Settings;
using Detector.Kafka.Tests.Sinks;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Sources.Groups;

/// <summary>Members that leave in the midst of what the group is about.</summary>
public sealed class LeavingTests(Brokers brokers) : GroupTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    [Theory, InlineData(GroupProtocol.Classic), InlineData(GroupProtocol.Consumer)]
    public async Task OneThatHasNotYetHeardOfItsPartitionsLeavesAtOnce(GroupProtocol protocol)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, Topic);
        using SourceProbe probe = Member(bootstrap, protocol, settings => settings with { Options = new Dictionary<string, string> { ["debug"] = "cgrp" } });

        // The client has them and waits for the source to ask: what it wants to say then it says within its own closing.
        await Eventually.Holds(() => probe.Log.Lines.Any(line => line.Text.Contains("partition(s) to application", StringComparison.Ordinal)), "partitions come");
        await Task.Run(probe.Source.Close).WaitAsync(Soon);
        Assert.Empty(KafkaTopics.Members(bootstrap, $"g-{Topic}"));
    }

    [Fact]
    public async Task WithoutABrokerNothingIsWaitedFor()
    {
        const string Nobody = "127.0.0.1:1";
        using SourceProbe source = Member(Nobody, GroupProtocol.Classic);
        using var sinks = new SinkProbe(Nobody, Topic);
        source.RunUntil(() => source.Source.Problem is not null);
        await Task.Run(() =>
        {
            source.Dispose();
            sinks.Dispose();
        }).WaitAsync(TimeSpan.FromSeconds(3));
    }
}
