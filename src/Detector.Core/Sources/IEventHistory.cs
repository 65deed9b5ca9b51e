namespace Detector.Core.Sources;

/// <summary>
/// What a stream's topics hold already, read without joining its consumer group: nothing is committed, nothing is taken from the stream.
/// </summary>
public interface IEventHistory
{
    /// <summary>Topic names; <see cref="Offsets.TopicPartition.Topic"/> is an index into them.</summary>
    IReadOnlyList<string> Topics { get; }

    /// <summary>
    /// Offsets between the topics' beginnings and their ends now: as many messages, or fewer where some were compacted away or are marks
    /// of transactions. Nothing is read for it. Brokers and topics that are absent are waited for.
    /// </summary>
    /// <exception cref="SourceFailedException">The topics cannot be read, and waiting would not help.</exception>
    long Count(CancellationToken cancellation);

    /// <summary>
    /// Shows at most <paramref name="maxMessages"/> messages to the visitor, as many of each partition (where one has fewer, the others
    /// make up for it): the same ones in the same order each time, as long as the topics do not change. Brokers and topics that are absent
    /// are waited for.
    /// </summary>
    /// <returns>Number of messages shown.</returns>
    /// <exception cref="SourceFailedException">The topics cannot be read, and waiting would not help.</exception>
    long Read(long maxMessages, HistoryPart part, EventVisitor visitor, CancellationToken cancellation);

    /// <summary>
    /// Where the messages lie whose Kafka timestamps are from one time on and before another: a stretch of each partition, empty where it
    /// has none. Nothing of them is read. Brokers and topics that are absent are waited for.
    /// </summary>
    /// <param name="since">From when on; null: the oldest that is still there.</param>
    /// <param name="until">Until when; null: now.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="SourceFailedException">The topics cannot be read, and waiting would not help.</exception>
    IReadOnlyList<OffsetRange> Between(DateTimeOffset? since, DateTimeOffset? until, CancellationToken cancellation);

    /// <summary>
    /// Shows the messages of some stretches, one behind the other. Those that are gone by now, or never were messages, are left out.
    /// </summary>
    /// <returns>Number of messages shown.</returns>
    /// <exception cref="SourceFailedException">The topics cannot be read, and waiting would not help.</exception>
    long Read(IReadOnlyList<OffsetRange> stretches, EventVisitor visitor, CancellationToken cancellation);
}
