using Confluent.Kafka;
using Detector.TestKit;

namespace Detector.Kafka.Tests;

/// <summary>The client over whichever librdkafka this build has.</summary>
public sealed class LibrdkafkaTests(Brokers brokers)
{
    private const int HasLeaderEpochs = 0x02010000;
    private readonly string _topic = $"epoch-{Guid.NewGuid():N}";

    [Fact]
    public void LeaderEpochsComeWhereTheLibraryHasThem()
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        KafkaTopics.Write(bootstrap, _topic, [TestMessage.Of("x") with { Partition = 0 }]);
        using IConsumer<Ignore, string> consumer = new ConsumerBuilder<Ignore, string>(
            new ConsumerConfig { BootstrapServers = bootstrap, GroupId = _topic, EnableAutoOffsetStore = false }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(_topic, 0, Offset.Beginning));
        ConsumeResult<Ignore, string>? read;
        while ((read = consumer.Consume(TimeSpan.FromSeconds(1))) is null)
        {
        }

        Assert.Equal("x", read.Message.Value);
        Assert.Equal(Library.Version >= HasLeaderEpochs ? 0 : -1, read.LeaderEpoch);
        consumer.StoreOffset(new TopicPartitionOffset(_topic, 0, 1, leaderEpoch: 0));
        consumer.Commit();
        Assert.Equal(1, KafkaTopics.Committed(bootstrap, _topic, _topic, 0));
    }
}
