using Detector.Core.Sources;

namespace Detector.Streams.Lookback;

/// <summary>Scores what lies in a stream's topics between two times.</summary>
public static class Preview
{
    /// <param name="history">The topics.</param>
    /// <param name="since">From when on, by Kafka's timestamps.</param>
    /// <param name="until">Until when; null: now.</param>
    /// <param name="scorer">Takes the events in.</param>
    /// <param name="progress">Told of events that are done, of how many.</param>
    /// <param name="patience">How long brokers and topics may be absent before it is given up.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>What was known of keys where each partition begins, by those that have some.</returns>
    /// <exception cref="SourceFailedException">The topics cannot be read, or are not there in time.</exception>
    public static IReadOnlyList<PastState> Run(
        IEventHistory history, DateTimeOffset since, DateTimeOffset? until, PastScorer scorer, Action<long, long> progress,
        TimeSpan patience, CancellationToken cancellation)
    {
        IReadOnlyList<OffsetRange> all = Patience.Find(history, null, null, patience, cancellation);
        IReadOnlyList<OffsetRange> asked = Patience.Find(history, since, until, patience, cancellation);
        var states = new List<PastState>();
        long total = asked.Sum(range => range.Count);
        long done = 0;
        foreach (OffsetRange range in asked.Where(range => range.Count > 0))
        {
            if (PastState.Rebuild(scorer, history, all.Single(whole => whole.Partition == range.Partition), range.Start, cancellation)
                is { } state)
            {
                states.Add(state);
            }

            history.Read([range], (in EventView message) =>
            {
                scorer.Score(message);
                progress(++done, total);
            }, cancellation);
            scorer.Forget(range.Partition);
        }

        scorer.Flush();
        return states;
    }
}
