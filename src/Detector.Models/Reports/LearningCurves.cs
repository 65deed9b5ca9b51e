using Detector.Models.Training;

namespace Detector.Models.Reports;

/// <summary>Training and held-out loss over the steps; each stage of a training has a chart of its own, for its loss is another.</summary>
internal static class LearningCurves
{
    private const double LogRatio = 4;

    public static void Write(Html html, TrainingReport report, string thing)
    {
        IGrouping<string, LearningPoint>[] stages = [.. report.Curve.GroupBy(point => point.Stage)];
        string each = stages.Length > 1 ? " Each stage of the training makes a loss of its own small." : "";
        html.Section(
            "Learning curve",
            $"Loss on the <b class='t'>training</b> and the <b class='h'>held-out</b> {thing}s; "
            + $"the weights of the <b class='m'>marked</b> step were kept.{each}");
        if (stages.Length == 1)
        {
            html.Add($"{Draw(Chart.Wide("Learning curve"), stages[0], "loss", report.BestStep)}");
        }
        else
        {
            html.Panels(stages.Select(stage =>
                Draw(Chart.Panel($"Learning curve of {stage.Key}"), stage, $"loss, {stage.Key}", report.BestStep)));
        }
    }

    private static string Draw(Chart chart, IEnumerable<LearningPoint> points, string title, int best)
    {
        LearningPoint[] curve = [.. points];
        double[] losses = [.. curve.SelectMany(p => new[] { p.Loss, p.HeldOutLoss }).Where(double.IsFinite).DefaultIfEmpty(1)];
        (double least, double most) = (losses.Min(), losses.Max());
        double margin = Math.Max(0.05 * (most - least), 1e-9);

        // A likelihood may be on either side of nothing, where ratios mean nothing.
        bool log = least > 0 && most > LogRatio * least;
        Scale x = chart.Across(Math.Min(curve[0].Step, curve[^1].Step - 1), curve[^1].Step);
        Scale y = log ? chart.Up(least * 0.9, most * 1.1, log: true) : chart.Up(least - margin, most + margin);
        chart.Axes(x, "step", y, title);
        if (best >= curve[0].Step && best <= curve[^1].Step)
        {
            chart.Add($"<line class='mark' x1='{x.At(best):F1}' x2='{x.At(best):F1}' y1='{chart.Top}' y2='{chart.Bottom}'/>");
        }

        chart.Line("training", curve.Select(p => (x.At(p.Step), y.At(p.Loss))));
        chart.Line("heldout", curve.Select(p => (x.At(p.Step), y.At(p.HeldOutLoss))));
        return chart.ToString();
    }
}
