using Confluent.Kafka;
using Detector.Core.Sources;
using Detector.Kafka.Settings;

namespace Detector.Kafka.History;

/// <summary>
/// Finds where a time begins in a partition by looking at its messages, for brokers that are not asked for it (the one in this process
/// answers such a question with nothing).
/// </summary>
internal sealed class TimeSearch(IConsumer<bool, bool> consumer, SourceSettings settings)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// The first offset whose message has this Kafka timestamp or a later one, Unix milliseconds; the end where none has.
    /// </summary>
    public long Find(OffsetRange range, long timeMs, CancellationToken cancellation)
    {
        (long low, long high) = (range.Start, range.End);
        if (low == high || First(range, high - 1, cancellation) is not { } last || last.TimeMs < timeMs)
        {
            return high;
        }

        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            if (First(range, middle, cancellation) is { } message && message.TimeMs < timeMs)
            {
                low = message.Offset + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    // The first message from an offset on; null where there is none.
    private (long Offset, long TimeMs)? First(OffsetRange range, long offset, CancellationToken cancellation)
    {
        consumer.Assign(new TopicPartitionOffset(settings.Topics[range.Partition.Topic], range.Partition.Partition, offset));
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (consumer.Consume(Poll) is { } result)
            {
                return result.IsPartitionEOF ? null : (result.Offset.Value, result.Message.Timestamp.UnixTimestampMs);
            }
        }
    }
}
