using Detector.Core.Schemas;

namespace Detector.Settings;

/// <summary>What aggregates ask of how a topic is partitioned: a partition knows its own events only.</summary>
internal static class Partitioning
{
    /// <summary>What to mind; null where there are no aggregates.</summary>
    public static string? Of(string stream, SchemaSettings schema)
    {
        if (schema.Aggregates.Count == 0)
        {
            return null;
        }

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
