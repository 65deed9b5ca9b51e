using Detector.Core.Scoring;

namespace Detector.Benchmarks.Families;

/// <summary>
/// The yardstick: the distance from the fifth nearest of 2,000 training rows, each number brought to mean 0 and spread 1 and clipped at
/// 20.
/// </summary>
internal static class NearestFive
{
    private const int Rows = 2000;
    private const int Nearest = 5;
    private const double Clip = 20;

    /// <summary>[test rows] scores.</summary>
    public static double[] Scores(double[][] training, double[][] test, int seed)
    {
        int width = training[0].Length;
        double[] means = [.. Enumerable.Range(0, width).Select(i => training.Average(row => row[i]))];
        double[] spreads = [.. Enumerable.Range(0, width).Select(i => Math.Sqrt(training.Average(row => Math.Pow(row[i] - means[i], 2))))];
        float[] Scaled(double[][] rows) => [.. rows.SelectMany(row => row.Select((x, i) =>
            (float)Math.Clamp((x - means[i]) / (spreads[i] > 1e-12 ? spreads[i] : 1), -Clip, Clip)))];

        int[] order = [.. Enumerable.Range(0, training.Length)];
        new Random(seed).Shuffle(order);
        double[][] chosen = [.. order.Take(Rows).Select(i => training[i])];

        // Groups of one row each: the nearest of each group are all distances.
        var distance = new NeighbourDistance(new Neighbours { Rows = Scaled(chosen), Groups = chosen.Length, Width = width });
        float[] rows = Scaled(test);
        float[] distances = new float[chosen.Length];
        double[] scores = new double[test.Length];
        for (int i = 0; i < scores.Length; i++)
        {
            distance.Nearest(rows.AsSpan(i * width, width), distances);
            Array.Sort(distances);
            scores[i] = distances[Math.Min(Nearest, distances.Length) - 1];
        }

        return scores;
    }
}
