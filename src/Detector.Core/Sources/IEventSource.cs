using Detector.Core.Offsets;

namespace Detector.Core.Sources;

/// <summary>Where a stream's events come from. All members but <see cref="StoreOffset"/> belong to the consumer thread.</summary>
public interface IEventSource : IDisposable
{
    /// <summary>Topic names; <see cref="TopicPartition.Topic"/> is an index into them.</summary>
    IReadOnlyList<string> Topics { get; }

    /// <summary>
    /// Subscribes; assignments are reported to <paramref name="handler"/> from within <see cref="Read"/> and <see cref="Close"/>.
    /// </summary>
    void Open(IAssignmentHandler handler);

    /// <summary>
    /// Takes messages that have come, waiting for the first. They are borrowed until the next call. A call within which partitions are
    /// given up reads nothing: what its caller has sent on its way then is gone.
    /// </summary>
    /// <param name="wait">How long the first is waited for.</param>
    /// <param name="most">Never more than these, at least 1.</param>
    /// <returns>How many; 0 where none came.</returns>
    /// <exception cref="SourceFailedException">The source cannot go on; the process must end.</exception>
    int Read(TimeSpan wait, int most);

    /// <summary>A message of the last read.</summary>
    EventView this[int index] { get; }

    /// <summary>Headers of a message of the last read (allocates: for dead letters only).</summary>
    IReadOnlyList<MessageHeader> ReadHeaders(int index);

    /// <summary>
    /// A message's header, the last of that name, borrowed like the message; empty where there is none.
    /// </summary>
    ReadOnlySpan<byte> ReadHeader(int index, string name) => ReadHeaders(index).LastOrDefault(header => header.Name == name)?.Value;

    /// <summary>The next read goes on from this offset in a partition, or from the oldest after it that is still there.</summary>
    void Seek(TopicPartition partition, long offset);

    /// <summary>
    /// The first offset of a partition whose message has this Kafka timestamp or a later one, Unix milliseconds;
    /// <see cref="long.MaxValue"/> where none has, null where no broker says.
    /// </summary>
    long? OffsetAt(TopicPartition partition, long timeMs);

    /// <summary>
    /// Notes that everything before <paramref name="nextOffset"/> is done, to be committed in the background. Any thread.
    /// </summary>
    void StoreOffset(TopicPartition partition, long nextOffset);

    /// <summary>
    /// Stops fetching without giving the partitions up, those gained meanwhile included: until <see cref="Resume"/>,
    /// <see cref="Read"/> takes part in the group, so that it does not take this member for dead, and reads nothing.
    /// </summary>
    void Pause();

    /// <summary>Goes on with the message that would have come next.</summary>
    void Resume();

    /// <summary>Commits the stored offsets and leaves the group.</summary>
    void Close();
}
