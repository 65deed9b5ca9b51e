using Detector.Core.Offsets;

namespace Detector.Streams.State;

/// <summary>Where the states of a stream's partitions are saved.</summary>
internal interface ISnapshots : IDisposable
{
    /// <summary>
    /// Looks for the newest snapshot of a partition that has seen nothing behind an offset; null where there is none. Those that have are
    /// given up: they are of events that come again, or of another topic of this name. Consumer thread, which does not wait for it.
    /// </summary>
    /// <exception cref="IOException">Nobody can say.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor be asked.</exception>
    Task<Snapshot?> FindAsync(TopicPartition partition, long most);

    /// <summary>Writes a snapshot and removes those that are no longer needed. Any thread, one at a time.</summary>
    /// <param name="partition">Of which partition.</param>
    /// <param name="offset">The offset behind the last event that it has seen.</param>
    /// <param name="state">It.</param>
    /// <param name="patience">How long it may take where others are waited for.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    void Write(TopicPartition partition, long offset, StateCopy state, TimeSpan patience);
}

/// <summary>A saved state of a partition.</summary>
/// <param name="Name">What people know it by.</param>
/// <param name="Offset">The offset behind the last event that it has seen.</param>
/// <param name="Open">Opens it, or throws an <see cref="IOException"/>.</param>
/// <param name="Remove">Sees to it that it is not found again.</param>
internal sealed record Snapshot(string Name, long Offset, Func<Stream> Open, Action Remove);
