using System.Globalization;
using System.Text;
using Detector.Core.Thresholds;
using Detector.Models.Families;
using Detector.Models.Training;

namespace Detector.Models.Reports;

/// <summary>report.html of a bundle: one file, no scripts, nothing fetched.</summary>
internal static class ModelReport
{
    /// <summary>The page as UTF-8.</summary>
    public static byte[] Write(string stream, TrainedModel model, DateTimeOffset created)
    {
        TrainingReport report = model.Report;
        string thing = model.Parts.Shape.Thing;
        string title = Html.Text($"Model of {stream}");
        string style = PageStyle.Css.Replace("HEAT", HeatScale.Css, StringComparison.Ordinal);
        var html = new Html();
        html.Add($"<!DOCTYPE html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'/>");
        html.Add($"<meta name='viewport' content='width=device-width'/>");
        html.Add($"<title>{title}</title>\n<style>\n{style}\n</style>\n</head>\n<body>");
        string family = Html.Text(FamilyChoice.NameOf(model.Settings));
        html.Add($"<h1>{title}</h1>\n<p>{family}, made {created.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC</p>");
        foreach (string sentence in Verdict.Of(report, model.Threshold, thing))
        {
            html.Add($"<p class='verdict'>{Html.Text(sentence)}</p>");
        }

        StrangestSection.Write(html, model);
        PartsSection.Write(html, model);
        FieldsSection.Write(html, model);
        html.Section("Model", "What it is and how it was trained.");
        html.Add($"<table class='facts'>");
        foreach ((string name, string value) in Facts(model))
        {
            html.Add($"<tr><th>{name}</th><td>{Html.Text(value)}</td></tr>");
        }

        html.Add($"</table>");
        LearningCurves.Write(html, report, thing);
        html.Section(
            $"Scores of {thing}s that were not fitted",
            (report.Scores.IsCrossFitted
                ? $"Each half of the {thing}s, scored by what the other half taught. " : $"The held-out {thing}s. ")
            + "Those over the <b class='m'>threshold</b> would raise an alert.");
        html.Add($"{ScoreHistogramChart.Draw(report.Scores.HeldOut, model.Threshold, thing)}");
        SampleDrawing.Of(model.Parts).Reconstructions(html, model);
        LatentMaps.Write(html, model);
        GeneratedSection.Write(html, model);
        html.Add($"</body>\n</html>");
        return Encoding.UTF8.GetBytes(html.ToString());
    }

    private static IEnumerable<(string Name, string Value)> Facts(TrainedModel model)
    {
        TrainingReport report = model.Report;
        Threshold threshold = model.Threshold;
        string thing = model.Parts.Shape.Thing;
        string wanted = threshold.K is { } k ? Text($"K {k}") : Text($"a target of {threshold.Target:0.#####%}");
        static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        yield return (
            $"{char.ToUpperInvariant(thing[0])}{thing[1..]}s",
            Text($"{report.TrainingRows:N0} fitted, {report.HeldOutRows:N0} held out, ")
            + Text($"{report.TrimmedRows:N0} dropped as the farthest from the others"));
        yield return (
            "Features", Text($"{model.Parts.Transform.Width} from {model.Schema.FieldCount} fields; a sample: {model.Parts.Shape}"));
        if (model.Parts.Members.Count > 1)
        {
            yield return (
                "Members", Text($"{model.Parts.Members.Count}; scores are their mean, curve, reconstructions and codes the first one's"));
        }

        yield return ("Code", Text($"{model.Sample.CodeWidth} wide"));
        long weights = model.Parts.Members.SelectMany(member => member.Weights.Values).Sum(w => w.Shape.Aggregate(1L, (a, b) => a * b));
        yield return ("Weights", Text($"{weights:N0}"));
        yield return ("Training", Text($"{report.Curve[^1].Step:N0} steps in {report.Duration.TotalSeconds:F1} s; ")
            + Text($"kept step {report.BestStep:N0}, held-out loss {Scale.Text(report.HeldOutLoss)}"));
        string over = report.Scores.IsCrossFitted
            ? Text($"{report.HeldOutOver(threshold):P2} of {report.CrossFittedRows:N0} {thing}s are over it, ")
                + "each half scored by what the other half taught"
            : Text($"{report.HeldOutOver(threshold):P2} of the {report.HeldOutRows:N0} held-out {thing}s are over it");
        int rows = report.Scores.HeldOut.Length;
        over += threshold.K is null && threshold.Target < Threshold.LeastRate(rows)
            ? Text($"; from {rows:N0} {thing}s a rate below {Threshold.LeastRate(rows):0.#####%} cannot be told") : "";
        yield return ("Threshold", $"{Scale.Text(threshold.Value)} ({threshold.Method}) for {wanted}; {over}");
        yield return ("Seed", Text($"{model.Settings.Seed}"));
    }
}
