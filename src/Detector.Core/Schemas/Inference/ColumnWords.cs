using System.Text.RegularExpressions;

namespace Detector.Core.Schemas.Inference;

/// <summary>What a column's name hints at. A name only supports what the values show; by itself it decides nothing but labels.</summary>
internal sealed partial class ColumnWords
{
    private static readonly HashSet<string> Identifier =
        ["id", "ids", "uuid", "guid", "key", "nr", "no", "serial", "hash", "token", "pk", "rowid"];
    private static readonly HashSet<string> Clock =
    [
        "time", "timestamp", "ts", "date", "datetime", "epoch", "at", "day", "days", "hour", "hours", "minutes", "seconds", "ms",
        "week", "weeks", "month", "months", "quarter", "year", "years",
    ];
    private static readonly HashSet<string> Label =
        ["label", "labels", "fraud", "isfraud", "fraudulent", "anomaly", "anomalous", "isanomaly", "outlier", "outliers"];
    private static readonly HashSet<string> Amount =
        ["amount", "amt", "price", "value", "total", "sum", "cost", "fee", "payment", "turnover"];
    private static readonly HashSet<string> Flag = ["is", "has", "flag", "was", "can"];

    private readonly string[] _words;

    public ColumnWords(string name) =>
        _words = [.. Word().Matches(name[(name.LastIndexOf('.') + 1)..]).Select(m => m.Value.ToLowerInvariant())];

    public bool SayIdentifier => _words.Length > 0 && (Identifier.Contains(_words[^1]) || _words[0] == "id");

    public bool SayClock => _words.Any(Clock.Contains);

    public bool SayLabel => _words.Any(Label.Contains);

    public bool SayAmount => _words.Any(Amount.Contains);

    public bool SayFlag => _words.Any(Flag.Contains);

    // Words of snake_case, kebab-case and camelCase; an acronym is one word.
    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\\x00-\\x7F]+")]
    private static partial Regex Word();
}
