using Detector.Core.Offsets;
using Detector.Core.Sources;
using Detector.Core.State;

namespace Detector.Streams.Lookback;

/// <summary>What was known of a partition's keys at one of its events.</summary>
/// <param name="From">The first offset that was read for it.</param>
/// <param name="Events">Events that were read.</param>
/// <param name="IsWhole">Whether the broker still had all events that windows look back to.</param>
public sealed record PastState(long From, long Events, bool IsWhole)
{
    // As many as a line looks at when it rebuilds its state, and as much more as it allows for clocks.
    private const long Looked = 1024;
    private const long MarginMs = 60_000;
    private const int ClockBlocks = 2;

    /// <summary>
    /// Rebuilds what a stream's line knew of a partition before an event, from all events that windows reach back to: the same, bit for
    /// bit, unless the line had dropped keys for want of room (Schema:State).
    /// </summary>
    /// <param name="scorer">Takes them in.</param>
    /// <param name="history">Where they lie.</param>
    /// <param name="all">All that the broker has of the partition.</param>
    /// <param name="next">The event's offset.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>Null where nothing is known of keys.</returns>
    /// <exception cref="SourceFailedException">The topics cannot be read.</exception>
    public static PastState? Rebuild(
        PastScorer scorer, IEventHistory history, OffsetRange all, long next, CancellationToken cancellation)
    {
        if (scorer.Stage.IsEmpty)
        {
            return null;
        }

        TopicPartition partition = all.Partition;
        scorer.Forget(partition);
        history.Read([all with { Start = Math.Clamp(next - Looked, all.Start, next), End = next }], scorer.Keep, cancellation);
        long reach = Reach(scorer, history, partition, cancellation);
        long from = Math.Max(all.Start, ((reach / RowStage.ClockBlock) - ClockBlocks) * RowStage.ClockBlock);
        scorer.Forget(partition);
        long events = history.Read([all with { Start = Math.Min(from, next), End = next }], scorer.Keep, cancellation);
        return new(Math.Min(from, next), events, all.Start == 0 || all.Start < Math.Max(1, reach));
    }

    // The first offset that a window can still hold.
    private static long Reach(PastScorer scorer, IEventHistory history, TopicPartition partition, CancellationToken cancellation)
    {
        if (scorer.Stage.NowMs(partition) is var now && now == long.MinValue || scorer.Stage.Reach is not { } reach)
        {
            return 0;
        }

        long earliestMs = Math.Max(0, now - (long)reach.TotalMilliseconds - scorer.AheadMs - MarginMs);
        return history.Between(DateTimeOffset.FromUnixTimeMilliseconds(earliestMs), null, cancellation)
            .Single(range => range.Partition == partition).Start;
    }
}
