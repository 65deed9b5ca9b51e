using System.Globalization;
using Detector.Models.Training;

namespace Detector.Models.Reports;

/// <summary>Training and held-out loss over the steps; each stage of a training has curves of its own, for its loss is another.</summary>
internal static class LearningCurveChart
{
    public static string Draw(TrainingReport report)
    {
        IReadOnlyList<LearningPoint> curve = report.Curve;
        double[] losses = [.. curve.SelectMany(p => new[] { p.Loss, p.HeldOutLoss }).Where(loss => loss > 0).DefaultIfEmpty(1)];
        var chart = new Chart("Learning curve");
        var x = new Scale(0, curve[^1].Step, Chart.Left, Chart.Right);
        var y = new Scale(losses.Min() * 0.9, losses.Max() * 1.1, Chart.Bottom, Chart.Top, log: true);
        chart.Axes(x, "step", y, "loss");
        chart.Add($"<line class='mark' x1='{x.At(report.BestStep):F1}' x2='{x.At(report.BestStep):F1}' y1='{Chart.Top}' y2='{Chart.Bottom}'/>");
        IGrouping<string, LearningPoint>[] stages = [.. curve.GroupBy(p => p.Stage)];
        foreach (IGrouping<string, LearningPoint> stage in stages)
        {
            if (stages.Length > 1)
            {
                Name(chart, x, stage.Key, stage.First().Step, stage.Last().Step, isLast: stage == stages[^1]);
            }

            Line(chart, x, y, "training", stage.Select(p => (p.Step, p.Loss)));
            Line(chart, x, y, "heldout", stage.Select(p => (p.Step, p.HeldOutLoss)));
        }

        return chart.ToString();
    }

    private static void Name(Chart chart, Scale x, string stage, int first, int last, bool isLast)
    {
        chart.Add($"<text x='{(x.At(first) + x.At(last)) / 2:F1}' y='{Chart.Top - 4}' text-anchor='middle'>{stage}</text>");
        if (!isLast)
        {
            chart.Add($"<line class='gap' x1='{x.At(last):F1}' x2='{x.At(last):F1}' y1='{Chart.Top}' y2='{Chart.Bottom}'/>");
        }
    }

    private static void Line(Chart chart, Scale x, Scale y, string css, IEnumerable<(int Step, double Loss)> points)
    {
        string path = string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{x.At(p.Step):F1},{y.At(p.Loss):F1}")));
        chart.Add($"<polyline class='{css}' points='{path}'/>");
    }
}
