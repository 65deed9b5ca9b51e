using System.Text;
using Confluent.Kafka;
using Detector.Core.Sources;
using Detector.Kafka.History;
using Detector.Kafka.Settings;
using Detector.TestKit;

namespace Detector.Kafka.Tests.History;

public sealed class TopicHistoryTests(Brokers brokers)
{
    private readonly string _topic = $"history-{Guid.NewGuid():N}";

    [Theory, InlineData(BrokerKind.InProcess), InlineData(BrokerKind.Real)]
    public void TheFirstAndTheLastAreReadInOrder(BrokerKind kind)
    {
        string bootstrap = brokers.WithTopic(kind, _topic);
        KafkaTopics.Write(
            bootstrap, _topic, Enumerable.Range(0, 100).Select(i => TestMessage.Of($"{i}", "k") with { Partition = i < 10 ? 0 : 2 }));

        Assert.Equal([.. Numbers(0, 10), .. Numbers(10, 10)], Read(bootstrap, 20, HistoryPart.First));
        Assert.Equal([.. Numbers(5, 5), .. Numbers(95, 5)], Read(bootstrap, 10, HistoryPart.Last));
        Assert.Equal([.. Numbers(0, 100)], Read(bootstrap, 1000, HistoryPart.Last));
    }

    [Theory, InlineData(BrokerKind.InProcess), InlineData(BrokerKind.Real)]
    public void StretchesAreReadWhereverTheyLie(BrokerKind kind)
    {
        string bootstrap = brokers.WithTopic(kind, _topic);
        KafkaTopics.Write(
            bootstrap, _topic, Enumerable.Range(0, 50_000).Select(i => TestMessage.Of($"{i}", "k") with { Partition = i < 100 ? 0 : 2 }));
        OffsetRange In(int partition, long start, long end) => new(new(0, partition), start, end);
        var texts = new List<string>();
        TopicHistory history = History(bootstrap, new TestLog());
        long read = history.Read(
            [In(0, 5, 7), In(0, 40, 41), In(2, 0, 2), In(2, 30_000, 30_002), In(2, 49_899, 60_000), In(0, 0, 1)],
            (in EventView message) => texts.Add(Encoding.UTF8.GetString(message.Payload)), CancellationToken.None);

        Assert.Equal(["5", "6", "40", "100", "101", "30100", "30101", "49999", "0"], texts);
        Assert.Equal(texts.Count, read);
    }

    [Theory, InlineData(BrokerKind.InProcess), InlineData(BrokerKind.Real)]
    public void MessagesBetweenTwoTimesAreFoundByTheirTimestamps(BrokerKind kind)
    {
        string bootstrap = brokers.WithTopic(kind, _topic);
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using (IProducer<Null, string> producer = new ProducerBuilder<Null, string>(
            new ProducerConfig { BootstrapServers = bootstrap }).SetLogHandler((_, _) => { }).Build())
        {
            for (int i = 0; i < 100; i++)
            {
                producer.Produce(new Confluent.Kafka.TopicPartition(_topic, i % 2), new Message<Null, string>
                {
                    Value = $"{i}", Timestamp = new Timestamp(start.AddMinutes(i)),
                });
            }

            Assert.Equal(0, producer.Flush(TimeSpan.FromSeconds(60)));
        }

        TopicHistory history = History(bootstrap, new TestLog());
        IReadOnlyList<OffsetRange> Between(int? since, int? until) =>
            [.. history.Between(since is null ? null : start.AddMinutes(since.Value), until is null ? null : start.AddMinutes(until.Value),
                CancellationToken.None).Where(range => range.Partition.Partition < 2)];
        Assert.Equal([(10L, 20L), (10L, 20L)], Between(20, 40).Select(range => (range.Start, range.End)));
        Assert.Equal([(0L, 50L), (0L, 50L)], Between(null, null).Select(range => (range.Start, range.End)));
        Assert.All(Between(1000, null), range => Assert.Equal(0, range.Count));
        Assert.All(Between(60, 30), range => Assert.Equal(0, range.Count));
    }

    [Fact]
    public void DeletedOffsetsAndTransactionMarkersAreNotWaitedFor()
    {
        KafkaTopics.Create(brokers.Bootstrap(BrokerKind.Real), _topic, 1);
        using (IProducer<Null, string> producer = new ProducerBuilder<Null, string>(
            new ProducerConfig { BootstrapServers = brokers.Bootstrap(BrokerKind.Real), TransactionalId = _topic })
                .SetLogHandler((_, _) => { }).Build())
        {
            producer.InitTransactions(TimeSpan.FromSeconds(60));
            for (int i = 0; i < 6; i++)
            {
                producer.BeginTransaction();
                producer.Produce(_topic, new Message<Null, string> { Value = $"{i}" });
                Assert.Equal(0, producer.Flush(TimeSpan.FromSeconds(60)));
                if (i % 3 == 2)
                {
                    producer.AbortTransaction();
                }
                else
                {
                    producer.CommitTransaction();
                }
            }
        }

        Assert.Equal(["0", "1", "3", "4"], Read(brokers.Bootstrap(BrokerKind.Real), 100, HistoryPart.First));
    }

    [Fact]
    public async Task AMissingTopicIsWaitedForAndTheWaitCanBeEnded()
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, $"{_topic}-other");
        var log = new TestLog();
        using var stop = new CancellationTokenSource();
        Task reading = Task.Run(() => History(bootstrap, log).Read(10, HistoryPart.First, (in EventView _) => { }, stop.Token));
        await Eventually.Holds(() => log.Warnings.Any(line => line.Contains(_topic, StringComparison.Ordinal)),
            "the missing topic is named");
        Assert.False(reading.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => reading);

        Task<List<string>> another = Task.Run(() => Read(bootstrap, 10, HistoryPart.First));
        KafkaTopics.Create(bootstrap, _topic);
        Assert.Empty(await another.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    private TopicHistory History(string bootstrap, TestLog log) =>
        new(new SourceSettings { Bootstrap = bootstrap, Topics = [_topic] }, log, TimeProvider.System);

    private List<string> Read(string bootstrap, int count, HistoryPart part)
    {
        var texts = new List<string>();
        long read = History(bootstrap, new TestLog()).Read(
            count, part, (in EventView message) => texts.Add(Encoding.UTF8.GetString(message.Payload)), CancellationToken.None);
        Assert.Equal(texts.Count, read);
        return texts;
    }

    private static IEnumerable<string> Numbers(int first, int count) => Enumerable.Range(first, count).Select(i => $"{i}");
}
