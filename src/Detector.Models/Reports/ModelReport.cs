using System.Globalization;
using System.Net;
using System.Text;
using Detector.Models.Training;

namespace Detector.Models.Reports;

/// <summary>report.html of a bundle: one file, no scripts, nothing fetched.</summary>
internal static class ModelReport
{
    private const int MostFields = 40;

    private const string Style = """
        :root { color-scheme: light dark; --ink: #1d2733; --dim: #5d6b7a; --line: #dfe5ec; --paper: #fff; --blue: #2f6fde; --green: #1a9a6c; --red: #d8453b }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6ebf1; --dim: #93a1b1; --line: #2c3744; --paper: #141a21; --blue: #6ea2ff; --green: #4cc79b; --red: #ff7a70 } }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 760px; margin: 2rem auto; padding: 0 1rem }
        h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.05rem; margin: 2rem 0 .4rem } p { color: var(--dim); margin: .2rem 0 1rem }
        table { border-collapse: collapse; width: 100% } th { text-align: left; font-weight: 500; color: var(--dim); width: 16rem }
        th, td { padding: .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
        svg { width: 100%; height: auto } svg text { font-size: 12px; fill: var(--dim) } .grid { stroke: var(--line) } .axis { stroke: var(--dim) }
        polyline { fill: none; stroke-width: 2 } .training { stroke: var(--blue) } .heldout { stroke: var(--green) } .mark { stroke: var(--red); stroke-dasharray: 4 4 }
        circle.heldout { fill: none; stroke-width: 2 } .gap { stroke: var(--dim) }
        .under { fill: var(--blue) } .over { fill: var(--red) } b.t { color: var(--blue) } b.h { color: var(--green) } b.m { color: var(--red) }
        """;

    /// <summary>The page as UTF-8.</summary>
    public static byte[] Write(string stream, TrainedModel model, DateTimeOffset created)
    {
        TrainingReport report = model.Report;
        double over = report.HeldOutScores.Average(score => score > model.Threshold.Value ? 1.0 : 0);
        string title = WebUtility.HtmlEncode($"Model of {stream}");
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang='en'>\n<meta charset='utf-8'>\n<meta name='viewport' content='width=device-width'>\n<title>{title}</title>\n<style>\n{Style}\n</style>\n");
        html.Append(CultureInfo.InvariantCulture, $"<h1>{title}</h1>\n<p>{model.Settings.Family}, made {created.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC</p>\n<table>\n");
        foreach ((string name, string value) in Facts(model, over))
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><th>{name}</th><td>{WebUtility.HtmlEncode(value)}</td></tr>\n");
        }

        html.Append("</table>\n<h2>Learning curve</h2>\n<p>Loss on the <b class='t'>training</b> and the <b class='h'>held-out</b> rows; the weights of the <b class='m'>marked</b> step were kept.</p>\n");
        html.Append(LearningCurveChart.Draw(report));
        html.Append("<h2>Scores of held-out rows</h2>\n<p>Rows that the model was not fitted to. Those over the <b class='m'>threshold</b> would raise an alert.</p>\n");
        html.Append(ScoreHistogramChart.Draw(report.HeldOutScores, model.Threshold));
        Samples(html, model);
        html.Append("</html>\n");
        return Encoding.UTF8.GetBytes(html.ToString());
    }

    private static void Samples(StringBuilder html, TrainedModel model)
    {
        Encoded sample = model.Sample;
        float[] scores = sample.Score(model.Parts.Members[0].Calibration).Score;
        int[] byScore = [.. Enumerable.Range(0, sample.Rows).OrderBy(row => scores[row])];
        html.Append("<h2>Reconstructions</h2>\n<p>Two held-out rows: scaled features (<b class='t'>dots</b>) and what the model expected (<b class='h'>rings</b>).</p>\n");
        foreach ((string which, int row) in new[] { ("A usual row", byScore[byScore.Length / 2]), ("The strangest row", byScore[^1]) })
        {
            html.Append(CultureInfo.InvariantCulture, $"<p>{which}, score {Scale.Text(scores[row])}:</p>\n");
            html.Append(ReconstructionChart.Draw(sample, row, model.Parts.Transform.FeatureNames));
        }

        if (model.Parts.Members[0].Calibration.Codes is { } codes)
        {
            html.Append("<h2>Codes</h2>\n<p>Where held-out rows lie in the model's code, in deviations; those over the <b class='m'>threshold</b> in red.</p>\n");
            html.Append(LatentMapChart.Draw(sample, codes, scores, model.Threshold.Value));
        }
    }

    private static IEnumerable<(string Name, string Value)> Facts(TrainedModel model, double over)
    {
        TrainingReport report = model.Report;
        static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        yield return ("Rows", Text($"{report.TrainingRows:N0} fitted, {report.HeldOutRows:N0} held out, {report.TrimmedRows:N0} dropped as the worst reconstructed"));
        yield return ("Features", Text($"{model.Parts.Transform.Width} from {model.Schema.FieldCount} fields"));
        yield return ("Code", Text($"{model.Sample.CodeWidth} wide"));
        yield return ("Weights", Text($"{model.Parts.Members.SelectMany(member => member.Weights.Values).Sum(w => w.Shape.Aggregate(1L, (a, b) => a * b)):N0}"));
        yield return ("Training", Text($"{report.Curve[^1].Step:N0} steps in {report.Duration.TotalSeconds:F1} s; kept step {report.BestStep:N0}, held-out loss {Scale.Text(report.HeldOutLoss)}"));
        yield return ("Threshold", Text($"{Scale.Text(model.Threshold.Value)} ({model.Threshold.Method}) for a target of {model.Threshold.Target:P2}; {over:P2} of the held-out rows are over it"));
        yield return ("Seed", Text($"{model.Settings.Seed}"));
        string more = model.Schema.FieldCount > MostFields ? Text($" and {model.Schema.FieldCount - MostFields} more") : "";
        yield return ("Fields", string.Join(", ", model.Schema.Fields.Take(MostFields).Select(field => field.Name)) + more);
    }
}
