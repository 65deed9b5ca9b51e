using System.Globalization;
using Detector.Core.Alerts;
using Detector.Core.Scoring;
using Detector.Models.Training;

namespace Detector.Models.Reports;

/// <summary>The strangest held-out rows: which they are, and why.</summary>
internal static class StrangestSection
{
    // A key may be a whole document; its ends tell most.
    private const int LongestKey = 60;

    // A video's frames have times since its beginning, pictures and messages those of the calendar.
    private const long MostOfAVideo = 365L * 24 * 60 * 60 * 1000;

    // What a calendar has.
    private const long MostTime = 62_135_596_800_000;

    public static void Write(Html html, TrainedModel model)
    {
        IReadOnlyList<StrangeRow> rows = model.Strangest;
        if (rows.Count == 0)
        {
            return;
        }

        string thing = model.Parts.Shape.Thing;
        (string record, string which) = model.Parts.Shape.HasSteps ? ("row", " A sequence is told by its last row.") : (thing, "");
        html.Section(
            $"The strangest {thing}s",
            $"The {rows.Count} with the highest scores of those that the model was not fitted to. Scores over the "
            + $"<b class='m'>threshold</b> of {Scale.Text(model.Threshold.Value)} would raise an alert: are these what you want to be "
            + $"told of?{which}");
        bool haveKeys = rows.Any(row => row.Origin is { Key.Length: > 0 });
        bool haveTimes = rows.Any(row => row.Origin?.TimeMs is not null);
        int columns = 2 + (haveKeys ? 1 : 0) + (haveTimes ? 1 : 0);
        string time = !haveTimes ? "" : $"<th>{(rows.Any(IsSinceStart) ? "time in the video" : "time, UTC")}</th>";
        html.Add($"<div class='scroll'><table class='wrap strange'>");
        html.Add($"<tr><th>score</th><th>where</th>{(haveKeys ? "<th>key</th>" : "")}{time}</tr>");
        foreach (StrangeRow row in rows)
        {
            string odd = row.Score > model.Threshold.Value ? " class='odd'" : "";
            string number = string.Create(CultureInfo.InvariantCulture, $"{record} {row.Number:N0} of those read");
            string place = Html.Text(row.Origin?.Place ?? number);
            string key = haveKeys ? $"<td>{Html.Text(Html.Short(row.Origin?.Key ?? "", LongestKey))}</td>" : "";
            string at = haveTimes ? $"<td>{Time(row)}</td>" : "";
            html.Add($"<tr class='which'><td{odd}>{Scale.Text(row.Score)}</td><td>{place}</td>{key}{at}</tr>");
            html.Add($"<tr class='why'><td colspan='{columns}'>{Html.Text(Why(row))}</td></tr>");
        }

        html.Add($"</table></div>");
    }

    /// <summary>The main cause of a row's score in words, and the next ones by name.</summary>
    internal static string Why(StrangeRow row)
    {
        ScorePart main = row.Parts.MaxBy(part => part.Value)!;
        if (main.Value == 0)
        {
            return "nothing about it is strange";
        }

        if (row.Place is { } place)
        {
            return main.Name == "regions" ? place : $"{main.Words}: {place}";
        }

        FeatureContribution first = row.Causes[0];
        string back = first.StepsBack is > 0 and var steps ? $", {steps} {(steps == 1 ? "row" : "rows")} before" : "";
        string others = string.Join(", ", row.Causes.Skip(1).Select(cause => $"{cause.Name} ({Scale.Percent(cause.Share)})"));
        return $"{main.Words}: {first.Name} = {first.Value}{back}, {first.Why ?? $"expected {first.Expected}"} "
            + $"({Scale.Percent(first.Share)} of the score){(others.Length > 0 ? $"; then {others}" : "")}";
    }

    private static string Time(StrangeRow row)
    {
        if (row.Origin?.TimeMs is not { } ms)
        {
            return "";
        }

        if (IsSinceStart(row))
        {
            return TimeSpan.FromMilliseconds(ms).ToString(@"h\:mm\:ss\.f", CultureInfo.InvariantCulture);
        }

        return ms is > -MostTime and < MostTime
            ? DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            : ms.ToString(CultureInfo.InvariantCulture);
    }

    private static bool IsSinceStart(StrangeRow row) => row.Place is not null && row.Origin?.TimeMs is >= 0 and < MostOfAVideo;
}
