using Detector.Core.Sources;

namespace Detector.Streams.Lookback;

/// <summary>Looks at topics for somebody who waits at a terminal: what a daemon waits for, is an error here.</summary>
public static class Patience
{
    /// <inheritdoc cref="IEventHistory.Between"/>
    /// <param name="history">The topics.</param>
    /// <param name="since">From when on; null: the oldest that is still there.</param>
    /// <param name="until">Until when; null: now.</param>
    /// <param name="patience">How long brokers and topics may be absent.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static IReadOnlyList<OffsetRange> Find(
        IEventHistory history, DateTimeOffset? since, DateTimeOffset? until, TimeSpan patience, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        enough.CancelAfter(patience);
        try
        {
            return history.Between(since, until, enough.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new SourceFailedException(
                $"{string.Join(", ", history.Topics)} cannot be read: no broker has answered, or there is no such topic, for "
                + $"{patience.TotalSeconds:0} s");
        }
    }
}
