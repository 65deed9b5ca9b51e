using System.Globalization;
using Detector.Core.Statistics;
using Detector.Models.Reports.Maps;
using Detector.Models.Training;

namespace Detector.Models.Reports;

/// <summary>
/// Where held-out samples lie in the model's code, on two maps: the plane
/// in which codes vary most, and one that keeps neighbours together.
/// </summary>
internal static class LatentMaps
{
    private const int MostPoints = 500;
    private const int Strangest = 20;

    // Of the points, so many are within the frame; a few that are far out must not squeeze the rest.
    private const double Framed = 0.98;

    public static void Write(Html html, TrainedModel model)
    {
        Encoded sample = model.Sample;
        int[] shown = Shown(sample, model.SampleScores);
        if (shown.Length < 2)
        {
            return;
        }

        float[] codes = [.. shown.SelectMany(row => sample.Codes[(row * sample.CodeWidth)..((row + 1) * sample.CodeWidth)])];
        float[] scores = [.. shown.Select(row => model.SampleScores[row])];
        double threshold = model.Threshold.Value;
        double least = scores.Where(float.IsFinite).DefaultIfEmpty(0).Min();
        double most = Math.Max(threshold, least + 1e-9);
        PrincipalPlane plane = PrincipalPlane.Of(codes, sample.CodeWidth);
        string Dot(int i)
        {
            double share = double.IsFinite(scores[i]) ? Math.Clamp((scores[i] - least) / (most - least), 0, 1) : 1;
            string css = scores[i] > threshold ? "by alert" : "by";
            return string.Create(CultureInfo.InvariantCulture, $"class='{css}' style='--t:{100 * share:F0}%'");
        }

        int[] order = [.. Enumerable.Range(0, shown.Length).OrderBy(i => scores[i])];
        html.Section(
            "Codes",
            $"Where {shown.Length:N0} held-out samples lie in the model's code, {sample.CodeWidth} numbers wide, "
            + "the darker (by night, the lighter) the higher their score; those over the <b class='m'>threshold</b> are ringed. "
            + "The first map is the plane in which codes vary most (PCA); the second keeps neighbours together (t-SNE), "
            + "and distances between groups mean little on it. What lies far out is drawn at the edge.");
        html.Panels(
        [
            Draw("PCA of the codes", plane.Points, order, Dot, Title("first", plane.First), Title("second", plane.Second)),
            Draw("t-SNE of the codes", Tsne.Map(codes, sample.CodeWidth, plane.Points), order, Dot, null, "t-SNE"),
        ]);
        html.Legend("bar", Scale.Short(least), "score", $"{Scale.Short(most)} and more");
    }

    private static string Title(string which, double share) =>
        string.Create(CultureInfo.InvariantCulture, $"{which} component, {100 * share:F0} % of the variance");

    private static string Draw(string label, PlanePoints points, int[] order, Func<int, string> dot, string? xTitle, string yTitle)
    {
        Chart chart = Chart.Panel(label, 352 + 28, xTitle is null ? 20 : 58);
        (double x0, double y0) = (Middle(points.X), Middle(points.Y));
        double[] out1 = [.. points.X.Select(x => Math.Abs(x - x0)).Concat(points.Y.Select(y => Math.Abs(y - y0))).Order()];
        double reach = Math.Max(1.08 * Quantiles.Of(out1, 1 - ((1 - Framed) / 2)), 1e-9);
        Scale x = chart.Across(x0 - reach, x0 + reach);
        Scale y = chart.Up(y0 - reach, y0 + reach);
        if (xTitle is not null)
        {
            chart.Axes(x, xTitle, y, yTitle);
        }
        else
        {
            (double width, double height) = (chart.Right - chart.Left, chart.Bottom - chart.Top);
            chart.Add($"<rect class='grid' fill='none' x='{chart.Left}' y='{chart.Top}' width='{width:F1}' height='{height:F1}'/>");
            chart.Titles("a place has no unit, nearness counts", yTitle);
        }

        foreach (int i in order)
        {
            chart.Add($"<circle {dot(i)} cx='{x.At(points.X[i]):F1}' cy='{y.At(points.Y[i]):F1}' r='3.2'/>");
        }

        return chart.ToString();
    }

    private static double Middle(double[] values)
    {
        double[] order = [.. values.Order()];
        return (Quantiles.Of(order, 0.01) + Quantiles.Of(order, 0.99)) / 2;
    }

    // Some from everywhere and the strangest, whose codes are numbers.
    private static int[] Shown(Encoded sample, float[] scores)
    {
        int even = Math.Min(MostPoints - Strangest, sample.Rows);
        return [.. Enumerable.Range(0, even).Select(i => (int)((long)i * sample.Rows / even))
            .Union(Ranks.Strangest(scores, Strangest))
            .Where(row => !sample.Codes
                .AsSpan(row * sample.CodeWidth, sample.CodeWidth)
                .ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            .Order()];
    }
}
