using Detector.Core.Offsets;

namespace Detector.Core.Sources;

/// <summary>Where a stream's events come from. All members but <see cref="StoreOffset"/> belong to the consumer thread.</summary>
public interface IEventSource : IDisposable
{
    /// <summary>Topic names; <see cref="TopicPartition.Topic"/> is an index into them.</summary>
    IReadOnlyList<string> Topics { get; }

    /// <summary>Subscribes; assignments are reported to <paramref name="handler"/> from within <see cref="TryRead"/> and <see cref="Close"/>.</summary>
    void Open(IAssignmentHandler handler);

    /// <summary>Takes the next message, waiting for it at most <paramref name="wait"/>; false where none came.</summary>
    /// <exception cref="SourceFailedException">The source cannot go on; the process must end.</exception>
    bool TryRead(TimeSpan wait, out EventView message);

    /// <summary>Headers of the message read last (allocates: for dead letters only).</summary>
    IReadOnlyList<MessageHeader> ReadHeaders();

    /// <summary>Notes that everything before <paramref name="nextOffset"/> is done, to be committed in the background. Any thread.</summary>
    void StoreOffset(TopicPartition partition, long nextOffset);

    /// <summary>
    /// Stops fetching without giving the partitions up, those gained meanwhile included: until <see cref="Resume"/>, <see cref="TryRead"/> takes part in the
    /// group, so that it does not take this member for dead, and reads nothing.
    /// </summary>
    void Pause();

    /// <summary>Goes on with the message that would have come next.</summary>
    void Resume();

    /// <summary>Commits the stored offsets and leaves the group.</summary>
    void Close();
}
