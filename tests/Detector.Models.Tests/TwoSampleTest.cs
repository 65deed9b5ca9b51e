namespace Detector.Models.Tests;

/// <summary>
/// Whether two sets of points come from one distribution: a permutation test of their energy distance (G. Székely, M. Rizzo, 2004).
/// </summary>
internal static class TwoSampleTest
{
    private const int Permutations = 199;

    /// <summary>The energy distance: twice the mean distance between the sets less those within each.</summary>
    public static double Energy(float[][] first, float[][] second) =>
        (2 * MeanDistance(first, second)) - MeanDistance(first, first) - MeanDistance(second, second);

    /// <summary>
    /// The p-value of the sets having one distribution: the share of divisions of all points that are at least as far apart.
    /// </summary>
    public static double Significance(float[][] first, float[][] second)
    {
        Assert.Equal(first.Length, second.Length);
        float[][] both = [.. first, .. second];
        float[][] distances = [.. both.Select(a => both.Select(b => Distance(a, b)).ToArray())];
        int[] order = [.. Enumerable.Range(0, both.Length)];
        double found = Within(distances, order);
        var random = new Random(8);
        int asFar = 1;
        for (int i = 0; i < Permutations; i++)
        {
            random.Shuffle(order);
            asFar += Within(distances, order) <= found ? 1 : 0;
        }

        return asFar / (Permutations + 1.0);
    }

    // The smaller the distances within the halves, the larger those between them: their sum is always the same.
    private static double Within(float[][] distances, int[] order)
    {
        int half = order.Length / 2;
        double sum = 0;
        for (int i = 0; i < order.Length; i++)
        {
            float[] from = distances[order[i]];
            for (int j = i < half ? 0 : half; j < i; j++)
            {
                sum += from[order[j]];
            }
        }

        return sum;
    }

    private static double MeanDistance(float[][] first, float[][] second) =>
        first.Average(a => second.Average(b => (double)Distance(a, b)));

    private static float Distance(float[] a, float[] b)
    {
        float sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return MathF.Sqrt(sum);
    }
}
