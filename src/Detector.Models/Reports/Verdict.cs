using System.Globalization;
using Detector.Core.Thresholds;
using Detector.Models.Training;

namespace Detector.Models.Reports;

/// <summary>What a training's numbers come to, in words: what a report opens with.</summary>
internal static class Verdict
{
    private const int FewestPoints = 8;
    private const double StillFalls = 0.02;

    /// <param name="report">The training's.</param>
    /// <param name="threshold">The model's.</param>
    /// <param name="thing">What a sample is: "row", "sequence", "frame".</param>
    public static IEnumerable<string> Of(TrainingReport report, Threshold threshold, string thing)
    {
        int rows = report.Scores.HeldOut.Length;
        double over = report.HeldOutOver(threshold);
        string asked = threshold.K is not null ? ""
            : rows * threshold.Target < 1 ? Text($"; {threshold.Target:0.##### %} were asked for, which so few {thing}s cannot tell")
            : Math.Abs(over - threshold.Target) <= Chance(threshold.Target, rows) ? Text($", as asked ({threshold.Target:0.##### %})")
            : Text($", {(over > threshold.Target ? "more" : "fewer")} than the {threshold.Target:0.##### %} that were asked for");
        yield return Text($"Of {rows:N0} {thing}s that it was not fitted to, {over:0.### %} would raise an alert{asked}.");
        if (LateFall(report.Curve) is var fall and > StillFalls)
        {
            yield return Text($"It was still learning when it stopped: {fall:0 %} of the whole fall of the held-out loss came in the ")
                + "last quarter of its steps. Train longer (Model:MaxSteps).";
        }
    }

    // Of the last stage, whose loss is its own; of the lowest so far, as a loss goes up and down.
    private static double LateFall(IReadOnlyList<LearningPoint> curve)
    {
        double[] losses = [.. curve.Where(point => point.Stage == curve[^1].Stage && double.IsFinite(point.HeldOutLoss))
            .Select(point => point.HeldOutLoss)];
        if (losses.Length < FewestPoints)
        {
            return 0;
        }

        double before = losses[..(losses.Length * 3 / 4)].Min();
        double least = losses.Min();
        return losses[0] > least ? (before - least) / (losses[0] - least) : 0;
    }

    // Two standard deviations, and the row that it is rounded to.
    private static double Chance(double target, int rows) => (2 * Math.Sqrt(target * (1 - target) / rows)) + (1.0 / rows);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
