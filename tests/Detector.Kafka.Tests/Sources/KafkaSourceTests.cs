using Detector.Core.Offsets;
using Detector.Kafka.Settings;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Sources;

public sealed class KafkaSourceTests(Brokers brokers)
{
    private readonly string _topic = $"source-{Guid.NewGuid():N}";

    [Theory, InlineData(BrokerKind.InProcess, 1), InlineData(BrokerKind.Real, 1), InlineData(BrokerKind.Real, 100)]
    public void KeysValuesHeadersAndTimesArriveAsTheyWereSent(BrokerKind kind, int atOnce)
    {
        TestMessage[] sent =
        [
            new() { Key = [1, 2, 255], Value = [0, 255, 10], TimestampMs = 1_700_000_000_123, Partition = 2 },
            new() { Key = null, Value = [], TimestampMs = 1_700_000_000_124, Partition = 2 },
            new() { Key = [], Value = null, TimestampMs = 1_700_000_000_125, Partition = 2 },
            new()
            {
                Value = new byte[300_000], TimestampMs = 1_700_000_000_126, Partition = 2,
                Headers = [new("trace", [7, 8]), new("null", null), new("empty", []), new("trace", [9])],
            },
            new() { Key = [5], Value = [6], TimestampMs = 1_700_000_000_127, Partition = 2 },
        ];
        string bootstrap = brokers.WithTopic(kind, _topic);
        KafkaTopics.Write(bootstrap, _topic, sent);

        using var probe = new SourceProbe(Settings(bootstrap)) { AtOnce = atOnce };
        probe.RunUntil(() => probe.Received.Count == sent.Length);

        Assert.Equal([0L, 1, 2, 3, 4], probe.Received.Select(m => m.Offset));
        Assert.Equal(sent.Select(m => m.Key), probe.Received.Select(m => m.Key));
        Assert.Equal(sent.Select(m => m.Value), probe.Received.Select(m => m.Value));
        Assert.Equal(sent.Select(m => m.TimestampMs), probe.Received.Select(m => m.TimestampMs));
        Assert.Equal(sent.Select(m => m.Headers), probe.Received.Select(m => m.Headers));
        Assert.Equal(4, probe.Assigned.Count);
        Assert.True(probe.Source.IsConnected);
        Assert.True(probe.Source.AssignedPartitions > 0);
        probe.Source.Close();
    }

    [Fact]
    public void WhatHasComeIsReadTogetherEachPartitionInOrderAndNeverMoreThanAskedFor()
    {
        string bootstrap = brokers.WithTopic(BrokerKind.InProcess, _topic);
        string other = $"{_topic}-other";
        brokers.WithTopic(BrokerKind.InProcess, other);
        foreach (string topic in new[] { _topic, other })
        {
            IEnumerable<TestMessage> messages = Enumerable.Range(0, 3000)
                .Select(i => TestMessage.Of($"{topic} {i}") with { Partition = i % 3 });
            KafkaTopics.Write(bootstrap, topic, messages);
        }

        using var probe = new SourceProbe(Settings(bootstrap) with { Topics = [_topic, other] }) { AtOnce = 70 };
        probe.RunUntil(() => probe.Received.Count == 6000);

        Assert.Equal(70, probe.MostRead);
        foreach (string topic in new[] { _topic, other })
        {
            IEnumerable<TestMessage> ofTopic = probe.Received.Where(m => m.ValueText!.StartsWith($"{topic} ", StringComparison.Ordinal));
            Assert.All(Enumerable.Range(0, 3), partition => Assert.Equal(
                Enumerable.Range(0, 1000).Select(i => ((long)i, $"{topic} {(3 * i) + partition}")),
                ofTopic.Where(m => m.Partition == partition).Select(m => (m.Offset, m.ValueText!))));
        }

        probe.Source.Close();
    }

    [Theory, InlineData(BrokerKind.InProcess), InlineData(BrokerKind.Real)]
    public void OnlyStoredOffsetsAreCommittedAndTheRestIsReadAgain(BrokerKind kind)
    {
        string bootstrap = brokers.WithTopic(kind, _topic);
        KafkaTopics.Write(bootstrap, _topic, Enumerable.Range(0, 100).Select(i => TestMessage.Of($"{i}") with { Partition = 1 }));

        using (var first = new SourceProbe(Settings(bootstrap)))
        {
            first.RunUntil(() => first.Received.Count == 100);
            first.Source.StoreOffset(new TopicPartition(0, 1), 40);
            first.Source.Close();
        }

        Assert.Equal(40, KafkaTopics.Committed(bootstrap, Settings(bootstrap).Group!, _topic, 1));
        Assert.Equal(-1, KafkaTopics.Committed(bootstrap, Settings(bootstrap).Group!, _topic, 0));
        using var second = new SourceProbe(Settings(bootstrap));
        second.RunUntil(() => second.Received.Count == 60);
        Assert.Equal(Enumerable.Range(40, 60).Select(i => $"{i}"), second.Received.Select(m => m.ValueText));
        second.Source.Close();
    }

    [Theory, InlineData(BrokerKind.InProcess), InlineData(BrokerKind.Real)]
    public void WhatIsStoredWhileClosingIsCommitted(BrokerKind kind)
    {
        string bootstrap = brokers.WithTopic(kind, _topic);
        KafkaTopics.Write(bootstrap, _topic, Enumerable.Range(0, 10).Select(i => TestMessage.Of($"{i}") with { Partition = 3 }));

        using var probe = new SourceProbe(Settings(bootstrap));
        probe.RunUntil(() => probe.Received.Count == 10);
        probe.OnRevoking = _ => probe.Source.StoreOffset(new TopicPartition(0, 3), 10);
        probe.Source.Close();
        probe.Source.StoreOffset(new TopicPartition(0, 3), 5); // too late: not an error, and not stored

        Assert.Empty(probe.Assigned);
        Assert.Equal(10, KafkaTopics.Committed(bootstrap, Settings(bootstrap).Group!, _topic, 3));
    }

    private SourceSettings Settings(string bootstrap) =>
        new() { Bootstrap = bootstrap, Topics = [_topic], Group = $"group-{_topic}",
            SessionTimeout = TimeSpan.FromSeconds(4) }; // the in-process broker takes three seconds over a join
}
