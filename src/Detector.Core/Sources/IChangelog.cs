namespace Detector.Core.Sources;

/// <summary>A compacted topic: of each key the latest value stays. One thread at a time, and its calls wait for brokers.</summary>
public interface IChangelog : IDisposable
{
    /// <summary>Writes records to a partition, in order, and waits until all are acknowledged.</summary>
    /// <param name="partition">Any number: those beyond the topic's partitions share them.</param>
    /// <param name="records">Keys and values; null removes a key's.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="SourceFailedException">They are not, or not all.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended; some may be written.</exception>
    void Write(int partition, IEnumerable<(byte[] Key, byte[]? Value)> records, CancellationToken cancellation);

    /// <summary>Shows all that is in a partition now; of a key perhaps earlier values, too, the latest one last.</summary>
    /// <exception cref="SourceFailedException">It cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    void Read(int partition, EventVisitor visitor, CancellationToken cancellation);
}
