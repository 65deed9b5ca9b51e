using Detector.Core.Batches;
using Detector.Core.Scoring;

namespace Detector.Models.Training;

/// <summary>
/// Finds the training samples that lie far from the others: by the median, over groups of samples, of the distance from the nearest of the
/// group. Anomalies that are like one another are in few of the groups, so that they do not vouch for each other as they would by their
/// nearest neighbours. A sequence that lacks steps stays: what is absent would count as far.
/// </summary>
internal static class RowTrim
{
    private const int MostRows = 2000;
    private const int FewestRows = 256;
    private const int GroupRows = 16;

    // Of wide samples fewer are looked at.
    private const int Numbers = 1 << 21;

    /// <summary>Indexes of the samples that stay, in rising order.</summary>
    /// <param name="samples">The training samples.</param>
    /// <param name="trimmed">How many are to go, where so many lack nothing.</param>
    /// <param name="seed">Seed of the choice of those that are measured from.</param>
    /// <param name="ct">Stops it.</param>
    public static int[] Kept(Samples samples, int trimmed, int seed, CancellationToken ct)
    {
        float[] far = Distances(samples, seed, ct);
        var gone = Enumerable.Range(0, far.Length).Where(index => !float.IsNaN(far[index])).OrderBy(index => far[index])
            .TakeLast(trimmed).ToHashSet();
        return [.. Enumerable.Range(0, far.Length).Where(index => !gone.Contains(index))];
    }

    // NaN where a sample lacks numbers.
    private static float[] Distances(Samples samples, int seed, CancellationToken ct)
    {
        int count = Math.Min(samples.Count, Math.Clamp(Numbers / samples.Width, FewestRows, MostRows));
        (Neighbours rows, int[] places) = ReferenceRows.Draw(samples, count, Math.Max(1, count / GroupRows), seed);
        var distance = new NeighbourDistance(rows);
        float[] far = new float[samples.Count];
        int most = BatchLimit.For(samples.Width);
        for (int start = 0; start < far.Length; start += most)
        {
            ct.ThrowIfCancellationRequested();
            int part = Math.Min(most, far.Length - start);
            float[] nearest = new float[part * rows.Groups];
            distance.Nearest(samples.Numbers(start, part), nearest);
            for (int i = 0; i < part; i++)
            {
                far[start + i] = Median(nearest.AsSpan(i * rows.Groups, rows.Groups));
            }
        }

        // Those that are measured from would find themselves.
        float[] ofGroups = new float[rows.Groups];
        for (int i = 0; i < places.Length; i++)
        {
            if (float.IsFinite(far[places[i]]))
            {
                distance.Nearest(rows.Rows.AsSpan(i * rows.Width, rows.Width), ofGroups);
                ofGroups[i / rows.GroupRows] = NearestOther(rows, i);
                far[places[i]] = Median(ofGroups);
            }
        }

        return far;
    }

    private static float NearestOther(Neighbours rows, int index)
    {
        double least = double.PositiveInfinity;
        int first = index / rows.GroupRows * rows.GroupRows;
        for (int other = first; other < first + rows.GroupRows; other++)
        {
            double square = 0;
            for (int i = 0; i < rows.Width; i++)
            {
                double difference = (double)rows.Rows[(index * rows.Width) + i] - rows.Rows[(other * rows.Width) + i];
                square += difference * difference;
            }

            least = other == index ? least : Math.Min(least, square);
        }

        return (float)Math.Sqrt(least);
    }

    private static float Median(Span<float> distances)
    {
        distances.Sort();
        return distances[distances.Length / 2];
    }
}
