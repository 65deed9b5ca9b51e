using Confluent.Kafka;
using Detector.Core.Sources;
using Detector.Kafka.Clients;
using Detector.Kafka.Settings;
using TopicPartition = Detector.Core.Offsets.TopicPartition;

namespace Detector.Kafka.History;

/// <summary>Finds from where to where the messages of a source's topics lie now.</summary>
internal sealed class TopicEnds(IConsumer<bool, bool> consumer, SourceSettings settings, ConnectionWatch watch)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Waits for brokers and topics that are absent.</summary>
    public IReadOnlyList<OffsetRange> Find(CancellationToken cancellation)
    {
        using IAdminClient admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var ranges = new List<OffsetRange>();
        for (int topic = 0; topic < settings.Topics.Count; topic++)
        {
            IReadOnlyList<OffsetRange>? found;
            while ((found = Find(admin, topic)) is null)
            {
                cancellation.WaitHandle.WaitOne(Pause);
                cancellation.ThrowIfCancellationRequested();
            }

            ranges.AddRange(found);
        }

        watch.Clear();
        return ranges;
    }

    /// <summary>The part of it whose Kafka timestamps are from one time on and before another. Waits as well.</summary>
    public IReadOnlyList<OffsetRange> Find(DateTimeOffset? since, DateTimeOffset? until, CancellationToken cancellation)
    {
        IReadOnlyList<OffsetRange> all = Find(cancellation);
        long[] starts = At(all, since, all.Select(range => range.Start), cancellation);
        long[] ends = At(all, until, all.Select(range => range.End), cancellation);
        return [.. all.Select((range, i) => range with { Start = starts[i], End = Math.Max(starts[i], ends[i]) })];
    }

    // The first offset of each whose message has this time or a later one, or the range's end.
    private long[] At(
        IReadOnlyList<OffsetRange> all, DateTimeOffset? time, IEnumerable<long> otherwise, CancellationToken cancellation)
    {
        if (time is not { } given)
        {
            return [.. otherwise];
        }

        List<TopicPartitionOffset> found = consumer.OffsetsForTimes(
            all.Select(range => new TopicPartitionTimestamp(
                settings.Topics[range.Partition.Topic], range.Partition.Partition, new Timestamp(given))), Timeout);
        var search = new TimeSearch(consumer, settings);
        return [.. all.Zip(found, (range, at) => at.Offset.Value < 0
            ? search.Find(range, given.ToUnixTimeMilliseconds(), cancellation)
            : Math.Clamp(at.Offset.Value, range.Start, range.End))];
    }

    private IReadOnlyList<OffsetRange>? Find(IAdminClient admin, int topic)
    {
        string name = settings.Topics[topic];
        try
        {
            TopicMetadata known = admin.GetMetadata(name, Timeout).Topics.Single();
            if (!known.Error.IsError)
            {
                return [.. known.Partitions.Select(partition => Range(topic, partition.PartitionId))];
            }

            watch.Report($"topic '{name}' cannot be read: {known.Error.Reason}");
        }
        catch (KafkaException e)
        {
            watch.Report($"topic '{name}' cannot be looked up at {settings.Bootstrap}: {e.Error.Reason}");
        }

        return null;
    }

    private OffsetRange Range(int topic, int partition)
    {
        WatermarkOffsets ends = consumer.QueryWatermarkOffsets(
            new Confluent.Kafka.TopicPartition(settings.Topics[topic], partition), Timeout);
        return new OffsetRange(new TopicPartition(topic, partition), ends.Low.Value, ends.High.Value);
    }
}
