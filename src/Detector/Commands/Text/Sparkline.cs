namespace Detector.Commands.Text;

/// <summary>A curve in one line of text.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>The least point is the lowest bar, the most the highest; at most <paramref name="width"/> points are kept.</summary>
    public static string Of(IReadOnlyList<double> points, int width = 32)
    {
        int kept = Math.Min(width, points.Count);
        if (kept == 0)
        {
            return "";
        }

        (double least, double most) = (points.Min(), points.Max());
        return string.Concat(Enumerable.Range(0, kept)
            .Select(i => points[kept == 1 ? 0 : (int)((long)i * (points.Count - 1) / (kept - 1))])
            .Select(p => Bars[most > least ? (int)Math.Round((p - least) / (most - least) * (Bars.Length - 1)) : 0]));
    }
}
