using Confluent.Kafka;
using Detector.Core.Sources;
using Detector.Kafka.Clients;
using Detector.Kafka.Settings;
using Detector.Kafka.Sources;
using Microsoft.Extensions.Logging;
using TopicPartition = Detector.Core.Offsets.TopicPartition;

namespace Detector.Kafka.History;

/// <summary>
/// Reads what already lies in a stream's topics, to train on, without joining the stream's group or committing anything.
/// </summary>
public sealed class TopicHistory(SourceSettings settings, ILogger logger, TimeProvider time) : IEventHistory
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <summary>As the contract says; what arrives during the reading is not read, and a compacted topic has fewer messages than offsets.</summary>
    /// <inheritdoc/>
    public long Read(long maxMessages, HistoryPart part, EventVisitor handler, CancellationToken cancellation)
    {
        var key = new MessageBuffer();
        var payload = new MessageBuffer();
        using var brokers = new ConnectionWatch("reader of the past", logger, time);
        using IConsumer<bool, bool> consumer = CommonConfig.Build(() => new ConsumerBuilder<bool, bool>(Options())
            .SetKeyDeserializer(key)
            .SetValueDeserializer(payload)
            .SetLogHandler((_, line) => ClientLog.Write(logger, line))
            .SetErrorHandler((_, error) => brokers.Report($"no broker answers at {settings.Bootstrap} ({error.Reason})"))
            .Build());
        try
        {
            long count = 0;
            foreach (OffsetRange range in OffsetRange.Share(Ranges(consumer), maxMessages, part))
            {
                count += Read(consumer, range, key, payload, handler, cancellation);
                brokers.Clear();
            }

            return count;
        }
        catch (KafkaException e)
        {
            throw new SourceFailedException($"the history of {string.Join(", ", settings.Topics)} cannot be read from {settings.Bootstrap}: {e.Error.Reason}", e);
        }
    }

    private long Read(
        IConsumer<bool, bool> consumer, OffsetRange range, MessageBuffer key, MessageBuffer payload, EventVisitor handler, CancellationToken cancellation)
    {
        consumer.Assign(new TopicPartitionOffset(settings.Topics[range.Partition.Topic], range.Partition.Partition, range.Start));
        long count = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (consumer.Consume(Poll) is not { } result)
            {
                continue;
            }

            // Past the end, or at the partition's own: offsets before it may have no message (compaction, transactions).
            if (result.Offset.Value >= range.End)
            {
                return count;
            }

            handler(new EventView
            {
                Partition = range.Partition,
                Offset = result.Offset.Value,
                TimestampMs = result.Message.Timestamp.UnixTimestampMs,
                Key = key.Bytes,
                Payload = payload.Bytes,
                HasKey = result.Message.Key,
                IsTombstone = !result.Message.Value,
            });
            count++;
            if (result.Offset.Value == range.End - 1)
            {
                return count;
            }
        }
    }

    private List<OffsetRange> Ranges(IConsumer<bool, bool> consumer)
    {
        using IAdminClient admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var ranges = new List<OffsetRange>();
        for (int topic = 0; topic < settings.Topics.Count; topic++)
        {
            string name = settings.Topics[topic];
            TopicMetadata known = admin.GetMetadata(name, Timeout).Topics.Single();
            if (known.Error.IsError)
            {
                throw new KafkaException(new Error(known.Error.Code, $"topic '{name}': {known.Error.Reason}"));
            }

            foreach (PartitionMetadata partition in known.Partitions)
            {
                WatermarkOffsets ends = consumer.QueryWatermarkOffsets(new Confluent.Kafka.TopicPartition(name, partition.PartitionId), Timeout);
                ranges.Add(new OffsetRange(new TopicPartition(topic, partition.PartitionId), ends.Low.Value, ends.High.Value));
            }
        }

        return ranges;
    }

    private ConsumerConfig Options()
    {
        ConsumerConfig options = ConsumerOptions.Of(settings, "history");
        options.GroupId = $"{options.GroupId}.history"; // asked for by the client; never joined
        options.GroupInstanceId = null;
        options.AutoOffsetReset = AutoOffsetReset.Earliest;
        options.EnableAutoCommit = false;
        options.EnablePartitionEof = true;
        options.StatisticsIntervalMs = 0;
        return options;
    }
}
