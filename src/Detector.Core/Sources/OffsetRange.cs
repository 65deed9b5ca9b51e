using Detector.Core.Offsets;

namespace Detector.Core.Sources;

/// <summary>A stretch of one partition.</summary>
/// <param name="Partition">Which partition.</param>
/// <param name="Start">The first offset in it.</param>
/// <param name="End">The offset after the last one in it.</param>
public readonly record struct OffsetRange(TopicPartition Partition, long Start, long End)
{
    /// <summary>Its offsets.</summary>
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

        return InOrder(taken);
    }

    /// <summary>
    /// An even choice of about <paramref name="limit"/> messages: of each partition the same share, in stretches at equal distances, so
    /// that each message is as likely in it as any other. All of them where they are no more.
    /// </summary>
    /// <param name="all">What is chosen from.</param>
    /// <param name="limit">Messages, at least 1.</param>
    /// <param name="stretches">About how many stretches, at least 1; a partition of which something is chosen has one at least.</param>
    public static IReadOnlyList<OffsetRange> Thin(IReadOnlyList<OffsetRange> all, long limit, int stretches)
    {
        double share = (double)limit / Math.Max(1, all.Sum(range => range.Count));
        return share >= 1 ? InOrder(all) : InOrder([.. all.SelectMany(range => range.Thin(share, limit, stretches))]);
    }

    /// <summary>The older part of it, and the newer one.</summary>
    /// <param name="newer">The newer part's share, 0..1.</param>
    public (OffsetRange Older, OffsetRange Newer) Split(double newer)
    {
        long middle = End - (long)Math.Round(newer * Count);
        return (this with { End = middle }, this with { Start = middle });
    }

    private IEnumerable<OffsetRange> Thin(double share, long limit, int stretches)
    {
        long wanted = (long)Math.Round(share * Count);
        long parts = Math.Clamp((long)Math.Round((double)stretches * wanted / limit), 1, Math.Max(1, wanted));
        for (long part = 0; part < parts; part++)
        {
            // From and to are rounded, not the length: so that the lengths add up.
            long start = Start + (long)((Int128)Count * part / parts);
            yield return this with { Start = start, End = start + (wanted * (part + 1) / parts) - (wanted * part / parts) };
        }
    }

    private static IReadOnlyList<OffsetRange> InOrder(IReadOnlyList<OffsetRange> ranges) =>
        [.. ranges.Where(range => range.Count > 0)
            .OrderBy(range => range.Partition.Topic).ThenBy(range => range.Partition.Partition).ThenBy(range => range.Start)];
}
