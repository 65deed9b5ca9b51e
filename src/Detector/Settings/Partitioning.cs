using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Streams.Settings;

namespace Detector.Settings;

/// <summary>What aggregates and sequences ask of how a topic is partitioned: a partition knows its own events only.</summary>
internal static class Partitioning
{
    /// <summary>What to mind; nothing where neither are made.</summary>
    public static IEnumerable<string> Of(string name, StreamSettings stream)
    {
        if (stream.Schema.Pivot is not null && stream.Schema.Key is { } whose)
        {
            yield return $"stream {name} makes rows of each {whose}'s metrics, of the messages of one partition: "
                + $"where its topics have several, messages have to be keyed by {whose}.";
        }

        if (stream.Schema.Aggregates.Count > 0)
        {
            yield return OfAggregates(name, stream.Schema);
        }

        if (stream.Window is { IsSequence: true, Of: SequenceOf.Key } && stream.Schema.Key is { } key)
        {
            yield return $"stream {name} makes sequences of each {key}, of the events of one partition: "
                + $"where its topics have several, messages have to be keyed by {key}.";
        }
    }

    private static string OfAggregates(string stream, SchemaSettings schema)
    {
        string[] common =
        [
            .. schema.Aggregates.Select(aggregate => aggregate.By).Aggregate<IEnumerable<string>>((all, by) => all.Intersect(by)),
        ];
        string[] others = [.. schema.Aggregates.SelectMany(aggregate => aggregate.By).Distinct()];
        return common.Length > 0
            ? $"stream {stream} makes aggregates by {string.Join(" and ", common)}, of the events of one partition: "
                + $"where its topics have several, messages have to be keyed by {string.Join(" or ", common)}."
            : $"stream {stream} makes aggregates by {string.Join(", ", others)}, of the events of one partition: "
                + "where its topics have several, they are keyed by one of these at most, "
                + "and aggregates by another are about those of its events that lie in the same partition.";
    }
}
