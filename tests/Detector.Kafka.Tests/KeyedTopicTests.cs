using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Detector.Core.Offsets;
using Detector.Core.Sources;
using Detector.Kafka.History;
using Detector.Kafka.Settings;
using Detector.TestKit;
using TopicPartition = Detector.Core.Offsets.TopicPartition;

namespace Detector.Kafka.Tests;

public sealed class KeyedTopicTests(Brokers brokers)
{
    private readonly string _topic = $"keyed-{Guid.NewGuid():N}";
    private readonly TestLog _log = new();

    /// <summary>It is made as it is to be, and messages lie in it by their keys, in order, as they were, with where they came from.
    /// </summary>
    [Fact]
    public async Task MessagesLieByTheirKeysInATopicThatIsMade()
    {
        string bootstrap = brokers.Bootstrap(BrokerKind.Real);
        using KeyedTopic keyed = Of(bootstrap);
        Await(keyed);
        var stored = new ConcurrentDictionary<TopicPartition, long>();
        var offsets = new OffsetTracker((partition, next) => stored[partition] = next);
        long time = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 60_000;
        for (int i = 0; i < 60; i++)
        {
            OffsetTicket ticket = offsets.Open();
            ticket.Add(new(1, 5), 100 + i);
            Send(keyed, i, $"card {i % 3}", i == 7 ? null : $"value {i}", time + i, ticket);
            ticket.Release();
        }

        await Eventually.Holds(() => stored.GetValueOrDefault(new(1, 5)) == 160, "all are acknowledged");
        var read = new List<string>();
        History(bootstrap, isForwarded: true).Read(1000, HistoryPart.First, (in EventView message) => read.Add(
            $"{message.Partition.Partition} {Encoding.UTF8.GetString(message.Key)} {message.Origin} {message.TimestampMs - time} "
            + (message.IsTombstone ? "-" : Encoding.UTF8.GetString(message.Payload))), default);
        Assert.Equal(60, read.Count);
        foreach (IGrouping<string, string> card in read.GroupBy(line => line.Split("EventOrigin")[0]))
        {
            int number = card.Key[^2] - '0';
            Assert.Equal(
                Enumerable.Range(0, 20).Select(i => (3 * i) + number).Select(i => $"{card.Key}{new EventOrigin("events", 5, 100 + i)} {i} "
                    + (i == 7 ? "-" : $"value {i}")),
                card);
        }

        Assert.Equal(3, read.Select(line => line.Split("EventOrigin")[0]).Distinct().Count());
        History(bootstrap, isForwarded: false).Read(1, HistoryPart.First, (in EventView message) => Assert.Null(message.Origin), default);
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap })
            .SetLogHandler((_, _) => { }).Build();
        Dictionary<string, ConfigEntryResult> config =
            (await admin.DescribeConfigsAsync([new() { Name = _topic, Type = ResourceType.Topic }])).Single().Entries;
        Assert.Equal(("delete", "CreateTime", "7200000"), (
            config["cleanup.policy"].Value, config["message.timestamp.type"].Value, config["retention.ms"].Value));
        Assert.Empty(_log.Warnings);

        OffsetTicket old = offsets.Open();
        Send(keyed, 60, "card", "late", time - 10_000_000, old);
        Assert.Contains(_log.Warnings, line => line.Contains("older than Retention", StringComparison.Ordinal));
        Assert.Contains($"has 4 partitions, and State:Repartition:Partitions is 5", Refusal(Of(bootstrap, partitions: 5)));
    }

    [Fact]
    public void ATopicThatIsAnotherOneIsSaid()
    {
        string bootstrap = brokers.Bootstrap(BrokerKind.Real);
        using (KeyedTopic missing = Of(bootstrap, create: false))
        {
            Assert.False(missing.IsThere());
            Assert.Contains(
                $"there is no topic '{_topic}', and CreateTopics is false: make it, with 4 partitions", missing.Obstacle!.Reason);
        }

        KafkaTopics.Create(bootstrap, _topic, 4, ("cleanup.policy", "compact"), ("message.timestamp.type", "LogAppendTime"));
        Assert.Contains("set it to CreateTime", Refusal(Of(bootstrap)));
    }

    [Fact]
    public void BrokersThatAreAwayAreSaid()
    {
        using KeyedTopic keyed = Of("127.0.0.1:1");
        Assert.False(keyed.IsThere());
        Assert.Contains("127.0.0.1:1", keyed.Obstacle!.Reason);
    }

    private static string Refusal(KeyedTopic topic)
    {
        using (topic)
        {
            return Assert.Throws<SourceFailedException>(() => topic.IsThere()).Message;
        }
    }

    private static void Await(KeyedTopic topic) => Assert.True(SpinWait.SpinUntil(topic.IsThere, TimeSpan.FromMinutes(1)));

    private static void Send(KeyedTopic keyed, int i, string key, string? value, long timeMs, OffsetTicket ticket) => keyed.Send(
        new EventView
        {
            Partition = new(1, 5), Offset = 100 + i, TimestampMs = timeMs, Key = default, IsTombstone = value is null,
            Payload = Encoding.UTF8.GetBytes(value ?? ""),
        },
        [new MessageHeader("trace", [1])], Encoding.UTF8.GetBytes(key), new("events", 5, 100 + i), ticket);

    private TopicHistory History(string bootstrap, bool isForwarded) => new(
        new SourceSettings { Bootstrap = bootstrap, Topics = [_topic] }, _log, TimeProvider.System, isForwarded);

    private KeyedTopic Of(string bootstrap, int partitions = 4, bool create = true) => new(
        new SourceSettings { Bootstrap = bootstrap, Topics = ["events"] }, new SinkSettings { Topic = "alerts", CreateTopics = create },
        _topic, partitions, TimeSpan.FromHours(2), _log, TimeProvider.System);
}
