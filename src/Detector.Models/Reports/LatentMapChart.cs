using Detector.Core.Scoring;
using Detector.Models.Training;

namespace Detector.Models.Reports;

/// <summary>Held-out rows by the first two coordinates of their whitened codes.</summary>
internal static class LatentMapChart
{
    private const double Reach = 5;

    /// <param name="sample">The rows.</param>
    /// <param name="codes">How far codes are from the training rows'.</param>
    /// <param name="scores">The rows' scores.</param>
    /// <param name="threshold">The score that raises an alert.</param>
    public static string Draw(Encoded sample, Whitening codes, float[] scores, double threshold)
    {
        var chart = new Chart("Map of codes");
        var x = new Scale(-Reach, Reach, Chart.Left, Chart.Right);
        var y = new Scale(-Reach, Reach, Chart.Bottom, Chart.Top);
        chart.Axes(x, "first coordinate of the code", y, "second");
        var distance = new WhitenedDistance(codes);
        for (int row = 0; row < sample.Rows; row++)
        {
            distance.Of(sample.Codes.AsSpan(row * sample.CodeWidth, sample.CodeWidth));
            float first = distance.Coordinates[0];
            float second = sample.CodeWidth > 1 ? distance.Coordinates[1] : 0;
            if (float.IsFinite(first) && float.IsFinite(second))
            {
                chart.Add($"<circle class='{(scores[row] > threshold ? "over" : "under")}' cx='{x.At(first):F1}' cy='{y.At(second):F1}' r='2.5'/>");
            }
        }

        return chart.ToString();
    }
}
