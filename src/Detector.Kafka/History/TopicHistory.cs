using Confluent.Kafka;
using Detector.Core.Sources;
using Detector.Kafka.Clients;
using Detector.Kafka.Settings;
using Detector.Kafka.Sources;
using Microsoft.Extensions.Logging;

namespace Detector.Kafka.History;

/// <summary>
/// Reads what already lies in a stream's topics, to train on, partition after partition; the same messages in the same order each time, as
/// long as the topics do not change. What arrives during the reading is not read.
/// </summary>
/// <param name="settings">Where they are.</param>
/// <param name="logger">Told what is waited for.</param>
/// <param name="time">Says when to say so again.</param>
/// <param name="isForwarded">Whether messages were forwarded there, and say from where.</param>
public sealed class TopicHistory(SourceSettings settings, ILogger logger, TimeProvider time, bool isForwarded = false) : IEventHistory
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    // Messages that are sooner read than leapt over: the broker sends about so many at once.
    private const long Leap = 10_000;

    private readonly OriginHeader _origins = new();
    private readonly MessageBuffer _key = new();
    private readonly MessageBuffer _payload = new();

    /// <inheritdoc/>
    public IReadOnlyList<string> Topics => settings.Topics;

    /// <inheritdoc/>
    /// <exception cref="SourceFailedException">librdkafka refuses an option, or a broker refuses to be read from.</exception>
    public long Count(CancellationToken cancellation) =>
        With((consumer, watch) => new TopicEnds(consumer, settings, watch).Find(cancellation).Sum(range => range.Count));

    /// <inheritdoc/>
    /// <exception cref="SourceFailedException">librdkafka refuses an option, or a broker refuses to be read from.</exception>
    public long Read(long maxMessages, HistoryPart part, EventVisitor visitor, CancellationToken cancellation) =>
        With((consumer, watch) => Read(
            consumer, watch, OffsetRange.Share(new TopicEnds(consumer, settings, watch).Find(cancellation), maxMessages, part),
            visitor, cancellation));

    /// <inheritdoc/>
    /// <exception cref="SourceFailedException">librdkafka refuses an option, or a broker refuses to be read from.</exception>
    public IReadOnlyList<OffsetRange> Between(DateTimeOffset? since, DateTimeOffset? until, CancellationToken cancellation) =>
        With((consumer, watch) => new TopicEnds(consumer, settings, watch).Find(since, until, cancellation));

    /// <inheritdoc/>
    /// <exception cref="SourceFailedException">librdkafka refuses an option, or a broker refuses to be read from.</exception>
    public long Read(IReadOnlyList<OffsetRange> stretches, EventVisitor visitor, CancellationToken cancellation) =>
        With((consumer, watch) => Read(consumer, watch, stretches, visitor, cancellation));

    private T With<T>(Func<IConsumer<bool, bool>, ConnectionWatch, T> work)
    {
        using var watch = new ConnectionWatch("reader of the past", logger, time);
        ConsumerConfig options = Options();
        using IConsumer<bool, bool> consumer = CommonConfig.Build(logger, () => new ConsumerBuilder<bool, bool>(options)
            .SetKeyDeserializer(_key)
            .SetValueDeserializer(_payload)
            .SetLogHandler((_, line) => ClientLog.Write(logger, line))
            .SetErrorHandler((_, error) => watch.Report($"no broker answers at {settings.Bootstrap} ({error.Reason})"))
            .Build());
        try
        {
            return work(consumer, watch);
        }
        catch (KafkaException e)
        {
            throw new SourceFailedException(
                $"the past of {string.Join(", ", settings.Topics)} cannot be read from {settings.Bootstrap}: {e.Error.Reason}", e);
        }
        finally
        {
            consumer.Close(); // it never joined; one that is let go without has been seen to spin
        }
    }

    private long Read(
        IConsumer<bool, bool> consumer, ConnectionWatch watch, IReadOnlyList<OffsetRange> stretches, EventVisitor visitor,
        CancellationToken cancellation)
    {
        long count = 0;
        OffsetRange before = default;
        foreach (OffsetRange range in stretches)
        {
            bool follows = before.Count > 0 && before.Partition == range.Partition
                && range.Start >= before.End && range.Start - before.End <= Leap;
            if (!follows)
            {
                consumer.Assign(
                    new TopicPartitionOffset(settings.Topics[range.Partition.Topic], range.Partition.Partition, range.Start));
            }

            (int shown, long next) = Read(consumer, range, visitor, cancellation);
            count += shown;

            // One message of what comes next may be taken already: then it has to be fetched once more.
            before = next == range.End ? range : default;
            watch.Clear();
        }

        return count;
    }

    // How many were shown, and the offset that is read next.
    private (int Shown, long Next) Read(
        IConsumer<bool, bool> consumer, OffsetRange range, EventVisitor visitor, CancellationToken cancellation)
    {
        int count = 0;
        long offset = range.Start - 1;
        while (offset < range.End - 1)
        {
            cancellation.ThrowIfCancellationRequested();
            if (consumer.Consume(Poll) is not { } result)
            {
                continue;
            }

            // The last offsets may have no message (compaction, transactions): then the partition's end is what comes, or a later one.
            if (result.IsPartitionEOF)
            {
                return (count, result.Offset.Value);
            }

            offset = result.Offset.Value;
            if (offset >= range.Start && offset < range.End)
            {
                Show(result, range, visitor);
                count++;
            }
        }

        return (count, offset + 1);
    }

    private void Show(ConsumeResult<bool, bool> result, OffsetRange range, EventVisitor visitor) => visitor(new EventView
    {
        Partition = range.Partition,
        Offset = result.Offset.Value,
        TimestampMs = result.Message.Timestamp.UnixTimestampMs,
        Key = _key.Bytes,
        Payload = _payload.Bytes,
        HasKey = result.Message.Key,
        IsTombstone = !result.Message.Value,
        Origin = isForwarded && result.Message.Headers is { } headers && headers.TryGetLastBytes(OriginHeader.Name, out byte[] origin)
            && origin is not null ? _origins.Read(origin) : null,
    });

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
