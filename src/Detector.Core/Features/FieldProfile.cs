namespace Detector.Core.Features;

/// <summary>
/// How many training rows had which of a field's values: what later events are held against to tell whether the stream drifts.
/// </summary>
/// <param name="Edges">
/// [bins - 1] rising, in the field's own unit: a number is in the first bin whose edge is not below it, in the last where all are. None of
/// a category.
/// </param>
/// <param name="Counts">[bins] rows in each bin; of a category rows with each known value, then those with any other.</param>
/// <param name="Missing">Rows without a value.</param>
public sealed record FieldProfile(IReadOnlyList<double> Edges, IReadOnlyList<long> Counts, long Missing)
{
    private const int Parts = 10;

    /// <summary>
    /// Tenths of the values. One that is so frequent that it fills tenths by itself has a bin of its own, so that it is seen to leave in
    /// either direction.
    /// </summary>
    /// <param name="values">A number's values, NaN where there is none; sorted afterwards.</param>
    public static FieldProfile OfNumbers(double[] values)
    {
        Array.Sort(values); // NaN comes first
        int missing = Array.FindIndex(values, value => !double.IsNaN(value)) is >= 0 and var first ? first : values.Length;
        ReadOnlySpan<double> there = values.AsSpan(missing);
        var edges = new List<double>();
        for (int part = 1; part < Parts && there.Length > 0; part++)
        {
            double edge = Math.Clamp(there[(int)((long)part * (there.Length - 1) / Parts)], -double.MaxValue, double.MaxValue);
            if (edges.Count == 0 || edge > edges[^1])
            {
                edges.Add(edge);
            }
            else if (Math.BitDecrement(edge) is var before && (edges.Count == 1 || before > edges[^2]) && double.IsFinite(before))
            {
                edges.Insert(edges.Count - 1, before);
            }
        }

        long[] counts = new long[edges.Count + 1];
        int bin = 0;
        foreach (double value in there)
        {
            while (bin < edges.Count && value > edges[bin])
            {
                bin++;
            }

            counts[bin]++;
        }

        return new(edges, counts, missing);
    }

    /// <summary>Whether it can be what some rows had.</summary>
    /// <param name="bins">Bins that a category has; null: as many as there are edges say.</param>
    internal bool IsWhole(int? bins) =>
        Counts.Count == (bins ?? Edges.Count + 1) && (bins is null || Edges.Count == 0)
        && Missing >= 0 && Counts.All(count => count is >= 0 and < long.MaxValue >> 16)
        && Edges.All(double.IsFinite) && Edges.Zip(Edges.Skip(1), (a, b) => a < b).All(rises => rises);
}
