namespace Detector.Commands.Text;

/// <summary>A curve in one line of text.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>The points, of which at most <paramref name="width"/> are kept, from the lowest bar for the least to the highest for the most.</summary>
    public static string Of(IReadOnlyList<double> points, int width = 40)
    {
        double[] kept = [.. Enumerable.Range(0, Math.Min(width, points.Count)).Select(i => points[(int)((long)i * points.Count / Math.Min(width, points.Count))])];
        if (kept.Length == 0)
        {
            return "";
        }

        (double low, double high) = (kept.Min(), kept.Max());
        return string.Concat(kept.Select(p => Bars[high > low ? (int)Math.Round((p - low) / (high - low) * (Bars.Length - 1)) : 0]));
    }
}
