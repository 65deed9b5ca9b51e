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
        RepartitionSettings? repartition = stream.State.Repartition;
        string keyed = repartition is null ? " State:Repartition, with By, has the stream key them itself."
            : $" State:Repartition keys them by {repartition.By}.";
        if (stream.Schema.Pivot is not null && stream.Schema.Key is { } whose && whose != repartition?.By)
        {
            yield return $"stream {name} makes rows of each {whose}'s metrics, of the messages of one partition: "
                + $"where its topics have several, messages have to be keyed by {whose}.{keyed}";
        }

        if (stream.Schema.Aggregates.Count > 0)
        {
            string[] common = CommonOf(stream.Schema);
            if (repartition is null || !common.Any(key => PlaceOf(stream.Schema, key) == repartition.By))
            {
                yield return OfAggregates(name, stream.Schema, common) + keyed;
            }
        }

        if (stream.Window is { IsSequence: true, Of: SequenceOf.Key } && stream.Schema.Key is { } key && key != repartition?.By)
        {
            yield return $"stream {name} makes sequences of each {key}, of the events of one partition: "
                + $"where its topics have several, messages have to be keyed by {key}.{keyed}";
        }
    }

    private static string[] CommonOf(SchemaSettings schema) =>
        [.. schema.Aggregates.Select(aggregate => aggregate.By).Aggregate<IEnumerable<string>>((all, by) => all.Intersect(by))];

    // Aggregates name fields; keys are places in the message.
    private static string PlaceOf(SchemaSettings schema, string name) =>
        schema.Fields.FirstOrDefault(field => field.Name == name)?.Path ?? name;

    private static string OfAggregates(string stream, SchemaSettings schema, string[] common)
    {
        string[] others = [.. schema.Aggregates.SelectMany(aggregate => aggregate.By).Distinct()];
        return common.Length > 0
            ? $"stream {stream} makes aggregates by {string.Join(" and ", common)}, of the events of one partition: "
                + $"where its topics have several, messages have to be keyed by {string.Join(" or ", common)}."
            : $"stream {stream} makes aggregates by {string.Join(", ", others)}, of the events of one partition: "
                + "where its topics have several, they are keyed by one of these at most, "
                + "and aggregates by another are about those of its events that lie in the same partition.";
    }
}
