using Detector.Core.Thresholds;

namespace Detector.Models.Reports;

/// <summary>How often held-out rows have which score, and where the threshold is.</summary>
internal static class ScoreHistogramChart
{
    private const int Bins = 60;

    public static string Draw(IReadOnlyList<float> scores, Threshold threshold, string thing)
    {
        // A few wild scores must not squeeze the rest: they are counted in the last bar.
        double most = Math.Max(1.6 * threshold.Value, 1e-6);
        double from = Math.Min(0, scores.Min(s => (double)Math.Max(s, -most)));
        int[] counts = new int[Bins];
        foreach (float score in scores)
        {
            counts[(int)Math.Clamp((score - from) / (most - from) * Bins, 0, Bins - 1)]++;
        }

        Chart chart = Chart.Wide("Histogram of scores");
        Scale x = chart.Across(from, most);
        Scale y = chart.Up(0.5, Math.Max(2, counts.Max() * 1.2), log: true);
        chart.Axes(x, "score (the last bar holds all beyond)", y, $"{thing}s");
        double width = (chart.Right - chart.Left) / Bins;
        for (int i = 0; i < Bins; i++)
        {
            double left = chart.Left + (i * width);
            string css = from + ((i + 0.5) * (most - from) / Bins) > threshold.Value ? "over" : "under";
            if (counts[i] > 0)
            {
                double top = y.At(counts[i]);
                string title = $"<title>{counts[i]} {(counts[i] == 1 ? thing : $"{thing}s")}</title>";
                (double wide, double high) = (width - 1, chart.Bottom - top);
                chart.Add($"<rect class='{css}' x='{left + 0.5:F1}' y='{top:F1}' width='{wide:F1}' height='{high:F1}'>{title}</rect>");
            }
        }

        double at = x.At(threshold.Value);
        chart.Add($"<line class='mark' x1='{at:F1}' x2='{at:F1}' y1='{chart.Top}' y2='{chart.Bottom}'/>");
        chart.Add($"<text x='{at + 6:F1}' y='{chart.Top + 14}'>threshold {Scale.Text(threshold.Value)}</text>");
        return chart.ToString();
    }
}
