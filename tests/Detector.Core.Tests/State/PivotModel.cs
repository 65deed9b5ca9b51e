namespace Detector.Core.Tests.State;

/// <summary>What rows messages with one metric each make, said as plainly as can be.</summary>
internal static class PivotModel
{
    private const int ClockBlock = 16;

    public static IEnumerable<MadeRow> Rows(IEnumerable<MetricMessage> messages, int metrics, long intervalMs, long waitMs)
    {
        var rows = new List<MadeRow>();
        var block = new List<long>();
        (long now, long number) = (long.MinValue, -1);
        foreach (MetricMessage m in messages)
        {
            if (m.Offset / ClockBlock != number && block.Count > 0)
            {
                now = block.Order().ElementAt(block.Count / 2);
                block.Clear();
            }

            number = m.Offset / ClockBlock;
            block.Add(m.Time);
            long earliest = now == long.MinValue ? long.MinValue : now - waitMs;
            foreach (MadeRow over in rows.Where(r => !r.IsDone && r.Start < earliest).OrderBy(r => r.Start).ToList())
            {
                over.IsDone = true;
                yield return over with { Carrier = m.Offset };
            }

            rows.RemoveAll(r => r.Start < earliest);
            long start = (long)Math.Floor((double)m.Time / intervalMs) * intervalMs;
            if (m.Metric >= metrics || start < earliest)
            {
                continue;
            }

            MadeRow? row = rows.Find(r => r.Key == m.Key && r.Start == start);
            if (row is null)
            {
                rows.Add(row = new(m.Key, start, [.. Enumerable.Repeat(double.NaN, metrics)]));
            }

            if (!row.IsDone)
            {
                (row.Values[m.Metric], row.Last, row.IsDone) = (m.Value, m.Offset, false);
                row.IsDone = !row.Values.Any(double.IsNaN);
                if (row.IsDone)
                {
                    yield return row with { Carrier = m.Offset };
                }
            }
        }
    }
}

/// <summary>A message: which of the metrics it carries, and which it is not (a number beyond them).</summary>
internal sealed record MetricMessage(long Offset, long Time, string Key, int Metric, double Value);

/// <summary>A row that was made.</summary>
internal sealed record MadeRow(string Key, long Start, double[] Values)
{
    public bool IsDone { get; set; }

    /// <summary>The last message in it.</summary>
    public long Last { get; set; }

    /// <summary>The message that hands it out.</summary>
    public long Carrier { get; init; }
}
