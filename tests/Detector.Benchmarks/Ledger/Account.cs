using System.Text.Json;
using Confluent.Kafka;
using Detector.TestKit;

namespace Detector.Benchmarks.Ledger;

/// <summary>What came of a topic's events, read by clients that are not the product's.</summary>
internal sealed class Account(string bootstrap, string topic, string group)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>Alerts as they were delivered: key, id, and the score as it was written.</summary>
    public IReadOnlyList<(string Key, string Id, string Score)> Alerts() =>
    [
        .. All($"{topic}-alerts").Select(alert =>
        {
            using JsonDocument body = JsonDocument.Parse(alert.Value);
            return (alert.KeyText!, alert.Header("ce_id")!, body.RootElement.GetProperty("score").GetRawText());
        }),
    ];

    /// <summary>Keys of the dead letters as they were delivered.</summary>
    public IReadOnlyList<string> DeadLetters() => [.. All($"{topic}-alerts.dead-letters").Select(letter => letter.KeyText!)];

    /// <summary>Events that the group has not committed.</summary>
    public long Lag()
    {
        using IConsumer<Ignore, Ignore> consumer = Consumer();
        return Ends(consumer, topic).Sum(end =>
            end.Offset - Math.Max(0, consumer.Committed([end.TopicPartition], Timeout).Single().Offset.Value));
    }

    private IReadOnlyList<TestMessage> All(string name)
    {
        using IConsumer<Ignore, Ignore> consumer = Consumer();
        return KafkaTopics.Read(bootstrap, name, (int)Ends(consumer, name).Sum(end => end.Offset));
    }

    private IReadOnlyList<TopicPartitionOffset> Ends(IConsumer<Ignore, Ignore> consumer, string name) =>
    [
        .. KafkaTopics.AwaitTopic(bootstrap, name).Select(partition => new TopicPartition(name, partition.PartitionId))
            .Select(partition => new TopicPartitionOffset(partition, consumer.QueryWatermarkOffsets(partition, Timeout).High)),
    ];

    private IConsumer<Ignore, Ignore> Consumer() =>
        new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = bootstrap, GroupId = group })
            .SetLogHandler((_, _) => { }).Build();
}
