using System.Globalization;
using Detector.Core.Alerts;
using Detector.Core.Scoring;
using Detector.Models.Scoring;
using Detector.Streams.Lookback;

namespace Detector.Commands.Text;

/// <summary>All that is known of one event, for people or for programs.</summary>
/// <param name="past">The event, scored again.</param>
/// <param name="near">The rows nearest to it of those that the model was trained on.</param>
/// <param name="published">The alert that it raised; null where none was found.</param>
/// <param name="serves">Whether the model serves.</param>
internal sealed class ExplainText(PastEvent past, IReadOnlyList<NearRow> near, Alert? published, bool serves)
{
    // The fields that made most of the score come first.
    private const int MostCompared = 12;

    private readonly Alert _event = past.Event;

    public string Title => $"{_event.Stream}: {_event.Topic}/{_event.Partition} at offset {_event.Offset}";

    /// <summary>What is known of it as a whole.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts =>
    [
        ("event time", Numbers.Instant(_event.EventTime)),
        ("in Kafka", Numbers.Instant(DateTimeOffset.FromUnixTimeMilliseconds(_event.TimestampMs))),
        ("key", _event.Key ?? "none"),
        ("model", _event.ModelVersion + (published?.ModelVersion == _event.ModelVersion ? ", which alerted it"
            : serves ? ", which serves" : "")),
        ("score", $"{Numbers.Significant(_event.Score)}, {Times} the threshold {Numbers.Significant(_event.Threshold)}"
            + (past.IsAlert ? $": {(_event.Severity == Severity.Critical ? "critical" : "a warning")}" : ": no alert")),
        ("alert", AlertWords),
        .. past.State is { } state ? [("keys", StateWords(state))] : ((string, string)[])[],
    ];

    public string Json => CommandJson.Of(new
    {
        @event = _event,
        past.IsAlert,
        serves,
        published,
        isSameScore = published is null ? (bool?)null : IsSame,
        past.State,
        neighbours = near,
    });

    public void Write(TextWriter output)
    {
        output.WriteLine(Title);
        output.WriteLine();
        var facts = new Table("", "");
        foreach ((string name, string value) in Facts)
        {
            facts.Add(name, value);
        }

        facts.WriteRows(output, "  ");
        output.WriteLine();
        var parts = new Table("PART", "VALUE", "WHAT");
        foreach (ScorePart part in _event.Parts ?? [])
        {
            string counts = Counts(part) ? "" : " (less than the other distance, so that it does not count)";
            parts.Add(part.Name, part.Value, part.Words + counts);
        }

        parts.Write(output, "  ");
        output.WriteLine();
        var fields = new Table("FIELD", "VALUE", "EXPECTED", "SHARE", "USUAL");
        foreach (FeatureContribution field in _event.Features)
        {
            string steps = field.StepsBack is > 0 and var back ? $" ({Numbers.Count(back, "step")} back)" : "";
            fields.Add(field.Name + steps, field.Value, field.Expected, Numbers.Percent(Math.Round(field.Share, 4)), field.Why ?? "-");
        }

        fields.Write(output, "  ");
        if (near.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("Nearest of the rows that the model keeps of its training, by distance:");
        var rows = new Table(["FIELD", "THIS", .. near.Select(row => Numbers.Significant(row.Distance))]);
        foreach (FeatureContribution field in _event.Features.Where(field => field.StepsBack is null or 0).Take(MostCompared))
        {
            rows.Add([field.Name, field.Value,
                .. near.Select(row => row.Fields.FirstOrDefault(value => value.Name == field.Name)?.Value ?? "-")]);
        }

        rows.Write(output, "  ");
    }

    // Of the two distances the larger one does; a frame's regions do alone, or not at all.
    private bool Counts(ScorePart part) => part.Name switch
    {
        "regions" => part.Value >= _event.Score,
        _ when _event.Parts!.Any(other => other.Name == "regions" && other.Value >= _event.Score) => false,
        "distance" => _event.DistanceScore >= _event.NeighbourScore,
        "neighbours" => _event.NeighbourScore > _event.DistanceScore,
        _ => true,
    };

    private bool IsSame => published!.ModelVersion == _event.ModelVersion && published.Score.Equals(_event.Score);

    private string Times => _event.Threshold > 0
        ? (_event.Score / _event.Threshold).ToString("0.00", CultureInfo.InvariantCulture) + " times" : "with";

    private string AlertWords => published is null ? "none was found"
        : published.ModelVersion != _event.ModelVersion
            ? $"{published.Id}, by {published.ModelVersion} with {Numbers.Significant(published.Score)}"
        : IsSame ? $"{published.Id}, with the same score to the last bit"
        : $"{published.Id}, with {published.Score.ToString("R", CultureInfo.InvariantCulture)} instead of "
            + $"{_event.Score.ToString("R", CultureInfo.InvariantCulture)}: "
            + (past.State is { IsWhole: false } ? "the topic no longer has all that was known of its key"
                : "on another build or machine, or what was known of its key had been dropped for want of room");

    private static string StateWords(PastState state) => state.Events == 0 ? "no event before it that counts"
        : $"what was known of them is made of {Numbers.Count(state.Events, "event")} from offset {state.From} on"
            + (state.IsWhole ? "" : "; the topic no longer has all that it looks back to");
}
