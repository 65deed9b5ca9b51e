using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Detector.Kafka.Clients;

namespace Detector.TestKit;

/// <summary>Makes topics, and writes and reads them with clients of its own, independent of the product's.</summary>
public static class KafkaTopics
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(2);

    // Whoever makes a client first decides which librdkafka is loaded.
    static KafkaTopics() => Librdkafka.Use();

    /// <summary>Creates a topic. Not for the in-process broker, which takes no such order: see <see cref="AwaitTopic"/>.</summary>
    public static void Create(string bootstrap, string topic, int partitions = 4, params (string Name, string Value)[] config)
    {
        var wanted = new TopicSpecification
        {
            Name = topic,
            NumPartitions = partitions,
            ReplicationFactor = -1,
            Configs = config.ToDictionary(c => c.Name, c => c.Value),
        };
        for (int tries = 1; !TryCreate(bootstrap, wanted, tries); tries++)
        {
        }

        AwaitTopic(bootstrap, topic);
    }

    // A client that has met a broker which just comes up may go on asking it in vain for who the controller is; the next one finds it.
    private static bool TryCreate(string bootstrap, TopicSpecification wanted, int tries)
    {
        using IAdminClient admin = Admin(bootstrap);
        try
        {
            admin.CreateTopicsAsync([wanted], new() { RequestTimeout = TimeSpan.FromSeconds(20) }).GetAwaiter().GetResult();
            return true;
        }
        catch (CreateTopicsException e) when (tries > 1 && e.Results.All(result => result.Error.Code == ErrorCode.TopicAlreadyExists))
        {
            return true;
        }
        catch (KafkaException e) when (tries < 3 && e.Error.Code == ErrorCode.Local_TimedOut)
        {
            return false;
        }
    }

    /// <summary>Deletes a topic and waits until the broker no longer names it.</summary>
    public static void Delete(string bootstrap, string topic)
    {
        using IAdminClient admin = Admin(bootstrap);
        admin.DeleteTopicsAsync([topic]).GetAwaiter().GetResult();
        var clock = Stopwatch.StartNew();
        while (admin.GetMetadata(DefaultTimeout).Topics.Any(known => known.Topic == topic))
        {
            if (clock.Elapsed > DefaultTimeout)
            {
                throw new TimeoutException($"topic {topic} did not go");
            }
        }
    }

    /// <summary>Deletes a topic and makes it again, under another id and with offsets from 0 on.</summary>
    public static void MakeAnew(string bootstrap, string topic, int partitions = 4)
    {
        Delete(bootstrap, topic);
        Create(bootstrap, topic, partitions);
    }

    /// <summary>Removes a partition's events before an offset, as retention does.</summary>
    public static void DeleteRecords(string bootstrap, string topic, int partition, long before)
    {
        using IAdminClient admin = Admin(bootstrap);
        admin.DeleteRecordsAsync([new TopicPartitionOffset(topic, partition, before)]).GetAwaiter().GetResult();
    }

    /// <summary>Gives a topic more partitions, so many in all.</summary>
    public static void AddPartitions(string bootstrap, string topic, int partitions)
    {
        using IAdminClient admin = Admin(bootstrap);
        admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = partitions }]).GetAwaiter().GetResult();
        Await(bootstrap, topic, partition => partition.Leader >= 0, "get more partitions", partitions);
    }

    /// <summary>Sets a topic's option.</summary>
    public static void Configure(string bootstrap, string topic, string name, string value)
    {
        using IAdminClient admin = Admin(bootstrap);
        admin.IncrementalAlterConfigsAsync(new()
        {
            [new ConfigResource { Type = ResourceType.Topic, Name = topic }] =
                [new ConfigEntry { Name = name, Value = value, IncrementalOperation = AlterConfigOpType.Set }],
        }).GetAwaiter().GetResult();
    }

    /// <summary>
    /// Waits until a topic's partitions have leaders, and returns them; to ask is also how a topic comes into being on an in-process
    /// broker (four partitions).
    /// </summary>
    public static IReadOnlyList<PartitionMetadata> AwaitTopic(string bootstrap, string topic) =>
        Await(bootstrap, topic, partition => partition.Leader >= 0, "come into being");

    /// <summary>Waits until no replica of a topic's partitions lags behind: any one broker may be lost then.</summary>
    public static void AwaitInSync(string bootstrap, string topic) =>
        Await(bootstrap, topic, partition => partition.InSyncReplicas.Length == partition.Replicas.Length, "get all its replicas in sync");

    /// <summary>Writes messages and waits until all are acknowledged by all replicas.</summary>
    public static void Write(string bootstrap, string topic, IEnumerable<TestMessage> messages)
    {
        using IProducer<byte[]?, byte[]?> producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig
        {
            BootstrapServers = bootstrap,
            Acks = Acks.All,
            LingerMs = 5,
            MessageMaxBytes = 64 * 1024 * 1024,
        }).SetLogHandler((_, _) => { }).Build();
        Error? failure = null;
        foreach (TestMessage message in messages)
        {
            var headers = new Headers();
            foreach ((string name, byte[]? value) in message.Headers)
            {
                headers.Add(name, value);
            }

            var sent = new Message<byte[]?, byte[]?>
            {
                Key = message.Key,
                Value = message.Value,
                Headers = headers,
                Timestamp = message.TimestampMs == 0 ? Timestamp.Default : new Timestamp(message.TimestampMs, TimestampType.CreateTime),
            };
            var target = new TopicPartition(topic, message.Partition ?? Partition.Any);
            while (!TryProduce(producer, target, sent, report => failure ??= report.Error.IsError ? report.Error : null))
            {
                producer.Poll(TimeSpan.FromMilliseconds(100));
            }
        }

        if (producer.Flush(DefaultTimeout) > 0 || failure is not null)
        {
            throw new KafkaException(failure ?? new Error(ErrorCode.Local_TimedOut));
        }
    }

    /// <summary>Reads a topic from its start until so many messages are there; their order is that of their partitions.</summary>
    /// <exception cref="TimeoutException">They did not come in time.</exception>
    public static IReadOnlyList<TestMessage> Read(string bootstrap, string topic, int count, TimeSpan? timeout = null) =>
        ReadUntil(bootstrap, topic, messages => messages.Count >= count, $"{count} messages", timeout);

    /// <summary>Reads a topic from its start until the messages satisfy a condition.</summary>
    public static IReadOnlyList<TestMessage> ReadUntil(
        string bootstrap, string topic, Func<IReadOnlyList<TestMessage>, bool> isEnough, string what, TimeSpan? timeout = null)
    {
        using IConsumer<byte[]?, byte[]?> consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = $"test-reader-{Guid.NewGuid()}",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            TopicMetadataRefreshIntervalMs = 1000, // a partition whose leader has just died is asked for elsewhere
        }).SetLogHandler((_, _) => { }).Build();
        var clock = Stopwatch.StartNew();
        consumer.Assign(AwaitTopic(bootstrap, topic).Select(p => new TopicPartitionOffset(topic, p.PartitionId, Offset.Beginning)));
        var read = new List<TestMessage>();
        while (!isEnough(read))
        {
            if (clock.Elapsed > (timeout ?? DefaultTimeout))
            {
                throw new TimeoutException($"{read.Count} messages came in topic {topic} within {timeout ?? DefaultTimeout}, not {what}");
            }

            if (consumer.Consume(TimeSpan.FromMilliseconds(200)) is { } result)
            {
                read.Add(Received(result));
            }
        }

        consumer.Close();
        return read;
    }

    /// <summary>What a group has committed for a partition; -1 where nothing.</summary>
    public static long Committed(string bootstrap, string group, string topic, int partition)
    {
        using IConsumer<Ignore, Ignore> consumer =
            new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = bootstrap, GroupId = group })
            .SetLogHandler((_, _) => { }).Build();
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                Offset offset = consumer.Committed([new TopicPartition(topic, partition)], DefaultTimeout).Single().Offset;
                return offset.IsSpecial ? -1 : offset.Value;
            }
            catch (KafkaException e) when (IsElecting(e.Error.Code) && clock.Elapsed < DefaultTimeout)
            {
                // The first group of a broker's life has it make the topic of offsets.
            }
        }
    }

    /// <summary>A group's members as the broker knows them, each by its own name, empty where it has none (static membership).</summary>
    public static IReadOnlyList<string> Members(string bootstrap, string group)
    {
        using IAdminClient admin = Admin(bootstrap);
        return [.. admin.DescribeConsumerGroupsAsync([group]).GetAwaiter().GetResult()
            .ConsumerGroupDescriptions.Single().Members.Select(member => member.GroupInstanceId ?? "")];
    }

    private static IReadOnlyList<PartitionMetadata> Await(
        string bootstrap, string topic, Func<PartitionMetadata, bool> isReady, string what, int atLeast = 1)
    {
        using IAdminClient admin = Admin(bootstrap);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < DefaultTimeout)
        {
            if (admin.GetMetadata(topic, DefaultTimeout).Topics is [{ Partitions: var partitions }]
                && partitions.Count >= atLeast && partitions.All(isReady))
            {
                return partitions;
            }
        }

        throw new TimeoutException($"topic {topic} did not {what}");
    }

    private static bool IsElecting(ErrorCode code) =>
        code is ErrorCode.NotCoordinatorForGroup or ErrorCode.GroupCoordinatorNotAvailable or ErrorCode.GroupLoadInProgress;

    private static IAdminClient Admin(string bootstrap) =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).SetLogHandler((_, _) => { }).Build();

    private static TestMessage Received(ConsumeResult<byte[]?, byte[]?> result) => new()
    {
        Key = result.Message.Key,
        Value = result.Message.Value,
        Headers = [.. result.Message.Headers.Select(h => KeyValuePair.Create<string, byte[]?>(h.Key, h.GetValueBytes()))],
        TimestampMs = result.Message.Timestamp.UnixTimestampMs,
        Partition = result.Partition.Value,
        Offset = result.Offset.Value,
    };

    private static bool TryProduce(
        IProducer<byte[]?, byte[]?> producer, TopicPartition target, Message<byte[]?, byte[]?> message,
        Action<DeliveryReport<byte[]?, byte[]?>> report)
    {
        try
        {
            producer.Produce(target, message, report);
            return true;
        }
        catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }
}
