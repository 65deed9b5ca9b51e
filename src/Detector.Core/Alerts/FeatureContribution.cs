using System.Globalization;
using System.Text.Json.Serialization;

namespace Detector.Core.Alerts;

/// <summary>A field's part in a score.</summary>
/// <param name="Name">The field's name in the schema.</param>
/// <param name="Value">What the event had (a number in invariant format, a category's text, true or false, an ISO 8601 instant).</param>
/// <param name="Expected">
/// What the model made of it, in the same form: near the value where the score is one of distance, not of reconstruction.
/// </param>
/// <param name="Share">Share of the score, 0..1; the shares of all fields add up to 1.</param>
/// <param name="StepsBack">In a sequence, how many steps before the event most of the share
/// was made: value and expectation are of that step; null elsewhere.</param>
public sealed record FeatureContribution(
    string Name,
    string Value,
    string Expected,
    double Share,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? StepsBack = null)
{
    /// <summary>A smaller share makes no cause: it is what every field has of any score.</summary>
    public const double LeastShare = 0.05;

    // A smaller part of the usual range is not seen.
    private const double LeastDifference = 0.1;

    /// <summary>
    /// What training rows had; null where the value is missing, where a model of an earlier release did not note it, and of pixels.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UsualValues? Usual { get; init; }

    /// <summary>
    /// Of a value that is usual by itself: the fields together with which it is strange, the one that does most first; the field's own
    /// name stands for its values at a sequence's other steps. Null where the value is strange by itself, and where no other does much.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? TogetherWith { get; init; }

    /// <summary>
    /// What is usual and, as far as that is known, why the value is strange, in words that go on after it; null where nobody knows.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Why => (Usual, TogetherWith) switch
    {
        (null, _) => null,
        ({ Has: true }, { Count: > 0 } others) =>
            $"usual by itself ({Usual}), strange together with {string.Join(", ", others.Select(Told))}",
        ({ Has: true }, _) when DiffersVisibly => $"usual by itself ({Usual}), but here {Expected} was expected",
        ({ Has: true }, _) => $"usual by itself ({Usual}), strange only as one of many",
        ({ Share: null }, _) => $"usually {Usual}",
        _ => $"in {Usual}",
    };

    // What nobody would see on a scale of the usual values is no difference.
    private bool DiffersVisibly =>
        Number(Value) is { } value && Number(Expected) is { } expected && Number(Usual!.From) is { } from && Number(Usual.To) is { } to
            ? Math.Abs(value - expected) >= LeastDifference * (to - from)
            : Value != Expected;

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    private string Told(string field) => field == Name ? "its own other steps" : field;
}
