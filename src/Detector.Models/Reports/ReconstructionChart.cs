using System.Net;
using Detector.Core.Samples;
using Detector.Models.Training;

namespace Detector.Models.Reports;

/// <summary>A row's scaled features beside what the model made of them.</summary>
internal static class ReconstructionChart
{
    private const int MostFeatures = 24;

    /// <param name="sample">Rows.</param>
    /// <param name="row">Which one.</param>
    /// <param name="names">The features' names, in a sequence those of one step.</param>
    public static string Draw(Encoded sample, int row, IReadOnlyList<string> names)
    {
        float[] features = sample.Features.AsSpan(row * sample.Width, sample.Width).ToArray();
        float[] made = sample.Reconstruction(row).ToArray();
        int[] shown = [.. Enumerable.Range(0, features.Length)
            .Where(i => !float.IsNaN(features[i])).OrderByDescending(i => Math.Abs(features[i] - made[i])).Take(MostFeatures).Order()];
        double reach = Math.Max(1, shown.SelectMany(i => new[] { Math.Abs(features[i]), Math.Abs(made[i]) }).Where(float.IsFinite).DefaultIfEmpty(1).Max());
        var chart = new Chart("Features and their reconstruction");
        var y = new Scale(-reach, reach, Chart.Bottom, Chart.Top);
        double step = (Chart.Right - Chart.Left) / shown.Length;
        foreach (double tick in y.Ticks())
        {
            chart.Add($"<line class='grid' x1='{Chart.Left}' x2='{Chart.Right}' y1='{y.At(tick):F1}' y2='{y.At(tick):F1}'/>");
            chart.Add($"<text x='{Chart.Left - 8}' y='{y.At(tick) + 4:F1}' text-anchor='end'>{Scale.Text(tick)}</text>");
        }

        for (int i = 0; i < shown.Length; i++)
        {
            double x = Chart.Left + ((i + 0.5) * step);
            (double value, double expected) = (y.At(features[shown[i]]), y.At(made[shown[i]]));
            string name = Name(names, sample.Shape, shown[i]);
            chart.Add($"<g><title>{WebUtility.HtmlEncode(name)}: {Scale.Text(features[shown[i]])}, expected {Scale.Text(made[shown[i]])}</title>");
            chart.Add($"<line class='gap' x1='{x:F1}' x2='{x:F1}' y1='{value:F1}' y2='{expected:F1}'/>");
            chart.Add($"<circle class='heldout' cx='{x:F1}' cy='{expected:F1}' r='5'/><circle class='under' cx='{x:F1}' cy='{value:F1}' r='3'/></g>");
            chart.Add($"<text x='{x:F1}' y='{Chart.Bottom + 12}' text-anchor='end' transform='rotate(-35 {x:F1} {Chart.Bottom + 12})'>{WebUtility.HtmlEncode(Short(name))}</text>");
        }

        return chart.ToString();
    }

    // The last step of a sequence is step 0, the one before it -1.
    private static string Name(IReadOnlyList<string> names, SampleShape shape, int feature) =>
        shape.Kind == SampleKind.Sequence ? $"{(feature / names.Count) - shape.Steps + 1} {names[feature % names.Count]}" : names[feature];

    private static string Short(string name) => name.Length <= 14 ? name : name[..13] + "…";
}
