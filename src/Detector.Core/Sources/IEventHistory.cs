namespace Detector.Core.Sources;

/// <summary>
/// What a stream's topics hold already, read without joining its consumer group: nothing is committed, nothing is taken from the stream.
/// </summary>
public interface IEventHistory
{
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
}
