using Detector.Core.Offsets;
using Detector.Core.Sources;

namespace Detector.Kafka.History;

/// <summary>A stretch of one partition.</summary>
/// <param name="Partition">Which partition.</param>
/// <param name="Start">The first offset in it.</param>
/// <param name="End">The offset after the last one in it.</param>
internal readonly record struct OffsetRange(TopicPartition Partition, long Start, long End)
{
    public long Count => End - Start;

    /// <summary>
    /// Takes <paramref name="limit"/> messages of partitions of different lengths: as many of each, and where one has fewer, the others
    /// make up for it.
    /// </summary>
    public static IReadOnlyList<OffsetRange> Share(IReadOnlyList<OffsetRange> all, long limit, HistoryPart part)
    {
        var taken = new List<OffsetRange>();
        long left = limit;
        int others = all.Count;
        foreach (OffsetRange range in all.OrderBy(range => range.Count))
        {
            long share = Math.Min(range.Count, (left + others - 1) / others);
            taken.Add(part == HistoryPart.First ? range with { End = range.Start + share } : range with { Start = range.End - share });
            left -= share;
            others--;
        }

        return [.. taken.Where(range => range.Count > 0)
            .OrderBy(range => range.Partition.Topic).ThenBy(range => range.Partition.Partition)];
    }
}
