using Confluent.Kafka;
using Detector.Kafka.Sources;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Sources;

public sealed class MessageQueueTests(Brokers brokers)
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private readonly string _topic = $"queue-{Guid.NewGuid():N}";

    [Fact]
    public void WhatWaitsOfAPartitionCanBeDroppedAndWhatIsTakenStays()
    {
        string bootstrap = brokers.WithTopic(BrokerKind.InProcess, _topic);
        KafkaTopics.Write(bootstrap, _topic, Enumerable.Range(0, 40).Select(i => TestMessage.Of($"{i}") with { Partition = i % 2 }));
        using IConsumer<Ignore, Ignore> consumer = Consumer(bootstrap);
        using var queue = new MessageQueue(consumer.Handle);
        Assert.True(SpinWait.SpinUntil(HasAll, TimeSpan.FromMinutes(1)));

        long[] offsets = [.. Enumerable.Range(0, 35).Select(i => queue[i].Offset)];
        int first = queue[0].Partition;
        int other = 1 - first;
        queue.Take(2);
        Assert.Equal(first == 0 ? 5 : 0, queue.Drop(_topic, other));
        Assert.Null(queue.Drop(_topic, other));
        Assert.Null(queue.Drop("another", first));
        Assert.Equal((offsets[0], offsets[1]), (queue[0].Offset, queue[1].Offset));
        int left = first == 0 ? 18 : 13;
        Assert.Equal(left, queue.Waiting);
        queue.Fill(Wait, 100); // lets go of what was taken, and gets nothing while some wait
        Assert.Equal(left, queue.Waiting);
        Assert.All(Enumerable.Range(0, left), i => Assert.Equal((first, offsets[2] + i), (queue[i].Partition, queue[i].Offset)));
        queue.Take(1);
        Assert.Equal(offsets[2] + 1, queue.Drop(_topic, first));
        Assert.Equal((offsets[2], 0), (queue[0].Offset, queue.Waiting)); // what was taken stays

        bool HasAll()
        {
            queue.Clear();
            consumer.Assign([new TopicPartitionOffset(_topic, 0, 0), new TopicPartitionOffset(_topic, 1, 5)]);
            queue.Fill(TimeSpan.FromSeconds(5), 100);
            return queue.Waiting == 35;
        }
    }

    [Fact]
    public void AnErrorIsNotAMessage()
    {
        string bootstrap = brokers.WithTopic(BrokerKind.InProcess, _topic);
        using IConsumer<Ignore, Ignore> consumer = Consumer(bootstrap);
        consumer.Subscribe($"{_topic}-missing");
        using var queue = new MessageQueue(consumer.Handle);
        Assert.True(SpinWait.SpinUntil(Comes, TimeSpan.FromMinutes(1)));

        Error error = MessageQueue.Error(queue[0]);
        Assert.Equal((ErrorCode.UnknownTopicOrPart, false), (error.Code, error.IsFatal));
        Assert.Contains($"{_topic}-missing", error.Reason, StringComparison.Ordinal);
        Assert.Equal($"{_topic}-missing", MessageQueue.Topic(queue[0]));
        Assert.Null(queue.Drop($"{_topic}-missing", queue[0].Partition));
        Assert.Equal(1, queue.Waiting); // it is not a partition's

        bool Comes()
        {
            queue.Fill(Wait, 1);
            return queue.Waiting == 1;
        }
    }

    [Fact]
    public void WhereNothingComesItIsWaitedFor()
    {
        string bootstrap = brokers.WithTopic(BrokerKind.InProcess, _topic);
        using IConsumer<Ignore, Ignore> consumer = Consumer(bootstrap);
        using var queue = new MessageQueue(consumer.Handle);
        long start = TimeProvider.System.GetTimestamp();
        queue.Fill(Wait, 1);
        Assert.Equal(0, queue.Waiting);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), 0.9 * Wait, TimeSpan.MaxValue);
    }

    private static IConsumer<Ignore, Ignore> Consumer(string bootstrap)
    {
        var options = new ConsumerConfig { BootstrapServers = bootstrap, GroupId = "g", AllowAutoCreateTopics = false };
        return new ConsumerBuilder<Ignore, Ignore>(options).SetLogHandler((_, _) => { }).Build();
    }
}
