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
