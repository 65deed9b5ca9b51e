using System.Globalization;
using Detector.Core.Alerts;
using Detector.Core.Scoring;
using Detector.Models.Scoring;

namespace Detector.Models.Reports;

/// <summary>A page about one event: what its score is made of, and each field beside what is usual of it.</summary>
public static class EventReport
{
    private const string Bars = """
        .share { height: 10px; border-radius: 3px; background: var(--blue); min-width: 1px } .odd .share { background: var(--red) }
        td.number { text-align: right; font-variant-numeric: tabular-nums } td.bar { width: 30% }
        """;

    /// <summary>The page's bytes, UTF-8; it is XML too.</summary>
    /// <param name="title">What event it is.</param>
    /// <param name="facts">What is known of it, by name.</param>
    /// <param name="told">The event, with as many of its fields as are to be shown.</param>
    /// <param name="near">The rows nearest to it of those that the model was trained on.</param>
    public static byte[] Write(
        string title, IEnumerable<(string Name, string Value)> facts, Alert told, IReadOnlyList<NearRow> near)
    {
        var page = new Html();
        page.Add($"<!DOCTYPE html>\n<html lang='en' xmlns='http://www.w3.org/1999/xhtml'>\n<head>\n<meta charset='utf-8' />");
        page.Add($"<meta name='viewport' content='width=device-width, initial-scale=1' />\n<title>{Html.Text(title)}</title>");
        page.Add($"<style>\n{PageStyle.Css}\n{Bars}\n</style>\n</head>\n<body>\n<h1>{Html.Text(title)}</h1>");
        page.Add($"<table class='facts'>");
        foreach ((string name, string value) in facts)
        {
            page.Add($"<tr><th>{Html.Text(name)}</th><td>{Html.Text(value)}</td></tr>");
        }

        page.Add($"</table>").Section("What the score is made of", "Its parts, the largest first.");
        IReadOnlyList<ScorePart> parts = told.Parts ?? [];
        double sum = Math.Max(double.Epsilon, parts.Sum(part => part.Value));
        page.Add($"<table>");
        foreach (ScorePart part in parts)
        {
            page.Add($"<tr><td>{Html.Text(part.Words)}</td><td class='number'>{part.Value:0.00}</td>{Bar(part.Value / sum)}</tr>");
        }

        page.Add($"</table>").Section(
            "Fields", "What the event had, what the model made of it, and what is usual; red: not usual by itself.");
        page.Add($"<table><tr><th>field</th><th>value</th><th>expected</th><th>usual</th><th>share</th><th></th></tr>");
        foreach (FeatureContribution field in told.Features)
        {
            string odd = field.Usual is { Has: false } ? " class='odd'" : "";
            string step = field.StepsBack is > 0 and var back ? $" ({back} steps back)" : "";
            page.Add($"<tr{odd}><td>{Html.Text(field.Name + step)}</td><td>{Html.Text(field.Value)}</td>");
            page.Add($"<td>{Html.Text(field.Expected)}</td>");
            page.Add($"<td>{Html.Text(field.Why ?? "-")}</td><td class='number'>{100 * field.Share:0.#} %</td>{Bar(field.Share)}</tr>");
        }

        page.Add($"</table>");
        AddNear(page, told, near);
        page.Add($"\n</body>\n</html>");
        return System.Text.Encoding.UTF8.GetBytes(page.ToString());
    }

    private static void AddNear(Html page, Alert told, IReadOnlyList<NearRow> near)
    {
        if (near.Count == 0)
        {
            return;
        }

        page.Section("Nearest rows of the training", "Of those that the model keeps, by their distance in scaled features.");
        page.Add($"<table class='near'><tr><th>field</th><th>this event</th>");
        foreach (NearRow row in near)
        {
            page.Add($"<th>{row.Distance:0.00}</th>");
        }

        page.Add($"</tr>");
        foreach (FeatureContribution field in told.Features.Where(field => field.StepsBack is null or 0))
        {
            page.Add($"<tr><td>{Html.Text(field.Name)}</td><td>{Html.Text(field.Value)}</td>");
            foreach (NearRow row in near)
            {
                page.Add($"<td>{Html.Text(row.Fields.FirstOrDefault(value => value.Name == field.Name)?.Value ?? "-")}</td>");
            }

            page.Add($"</tr>");
        }

        page.Add($"</table>");
    }

    private static string Bar(double share) =>
        string.Create(CultureInfo.InvariantCulture, $"<td class='bar'><div class='share' style='width: {100 * share:0.#}%'></div></td>");
}
