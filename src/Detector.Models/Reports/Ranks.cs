namespace Detector.Models.Reports;

/// <summary>Picks samples by their scores.</summary>
internal static class Ranks
{
    /// <summary>The sample in the middle and the one with the highest score, each with its title.</summary>
    /// <param name="scores">The samples' scores.</param>
    /// <param name="thing">What a sample is.</param>
    public static (string Title, int Row)[] Extremes(float[] scores, string thing) =>
        [($"A usual {thing}", Order(scores)[scores.Length / 2]), ($"The strangest {thing}", Strangest(scores, 1)[0])];

    /// <summary>The samples with the highest scores, the highest first.</summary>
    public static int[] Strangest(float[] scores, int count) => [.. Order(scores).Reverse().Take(count)];

    /// <summary>Samples spread evenly over the usual half of the scores.</summary>
    public static int[] Usual(float[] scores, int count)
    {
        int[] order = Order(scores);
        int half = (order.Length + 1) / 2;
        count = Math.Min(count, half);
        return [.. Enumerable.Range(0, count).Select(i => order[(int)((i + 0.5) * half / count)])];
    }

    private static int[] Order(float[] scores) =>
        [.. Enumerable.Range(0, scores.Length).OrderBy(i => float.IsNaN(scores[i]) ? float.PositiveInfinity : scores[i])];
}
