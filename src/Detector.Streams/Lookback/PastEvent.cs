using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Core.Sources;
using Detector.Streams.Pipeline;

namespace Detector.Streams.Lookback;

/// <summary>An event that was read again, with the state that it had, and scored again.</summary>
/// <param name="Event">All that is told of it, each field among its causes.</param>
/// <param name="IsAlert">Whether it is over the threshold.</param>
/// <param name="State">What was known of keys; null where nothing is.</param>
public sealed record PastEvent(Alert Event, bool IsAlert, PastState? State)
{
    private const int MostFields = 200; // a frame has many

    /// <summary>[steps * fields] what was scored, raw; empty of frames.</summary>
    public IReadOnlyList<double> Sample { get; init; } = [];

    /// <summary>Reads an event again.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="history">Its topics.</param>
    /// <param name="all">All that the broker has of the event's partition.</param>
    /// <param name="offset">The event's offset.</param>
    /// <param name="schema">The model's schema.</param>
    /// <param name="window">Which events make a sample of it.</param>
    /// <param name="scorer">The model as the line scores with it.</param>
    /// <param name="explainer">The model as the line explains with it.</param>
    /// <param name="rule">What decides.</param>
    /// <param name="verdicts">The verdicts that the schema's aggregates count; null where they count none.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="SourceFailedException">There is no such event, or it cannot be scored; the message says why.</exception>
    public static PastEvent Read(
        string stream, IEventHistory history, OffsetRange all, long offset, Schema schema, WindowSettings window, IScorer scorer,
        IScorer explainer, AlertRule rule, PastVerdicts? verdicts, CancellationToken cancellation)
    {
        string place = $"{history.Topics[all.Partition.Topic]}/{all.Partition.Partition} at offset {offset}";
        if (offset < all.Start || offset >= all.End)
        {
            throw new SourceFailedException(all.Count == 0 ? $"there is no event at {place}: the partition is empty"
                : $"there is no event at {place}: the broker has those from {all.Start} to {all.End - 1}");
        }

        Alert? found = null;
        double[] sample = new double[schema.Layout.HasPlanes ? 0 : window.Steps * schema.FieldCount];
        var again = new BatchScores(1);
        var alone = new Batch(1, schema.Layout);
        var past = new PastScorer(schema, window, scorer, (batch, scores) =>
        {
            // Rows that were overdue when the message came are there, too.
            if (Enumerable.Range(0, batch.Count).Select(i => (int?)i).FirstOrDefault(i => batch.Offset(i!.Value) == offset) is not { } at)
            {
                return;
            }

            alone.Add(batch, at);
            explainer.Score(alone, again);
            if (sample.Length > 0)
            {
                alone.CopySample(0, window.Stride, sample);
            }

            found = Decider.AlertOf(
                stream, history.Topics, scorer.Version, rule, alone, 0, scores, at, explainer.Explain(alone, 0, MostFields));
        }, verdicts);
        PastState? state = PastState.Rebuild(past, history, all, offset, cancellation);
        long repeats = past.Stage.Repeats;
        long shown = history.Read([all with { Start = offset, End = offset + 1 }], past.Score, cancellation);
        past.Flush();
        return found is not null ? new(found, found.Score > rule.Threshold.Value, state) { Sample = sample }
            : throw new SourceFailedException(shown == 0
                ? $"there is no event at {place}: it was compacted away, or is a mark of a transaction"
                : past.Rejected > 0 ? $"the message at {place} cannot be decoded, and is in the dead letters: {past.FirstReason}"
                : past.Stage.Repeats > repeats ? $"the message at {place} was forwarded there a second time: the event is the first"
                : schema.Settings.Pivot is not null ? $"no row ends with the message at {place}: its row ends with another one, or was "
                    + "over before all its metrics had come"
                : $"the event at {place} has no score: fewer events than its sequence needs came before it");
    }
}
