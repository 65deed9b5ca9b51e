using System.Text.Json.Serialization;

namespace Detector.Core.Alerts;

/// <summary>A field's part in a score.</summary>
/// <param name="Name">The field's name in the schema.</param>
/// <param name="Value">What the event had (a number in invariant format, a category's text, true or false, an ISO 8601 instant).</param>
/// <param name="Expected">What the model expected, in the same form.</param>
/// <param name="Share">Share of the score, 0..1; the shares of all fields add up to 1.</param>
/// <param name="StepsBack">In a sequence, how many steps before the event most of the share was made: value and expectation are of that step; null elsewhere.</param>
public sealed record FeatureContribution(
    string Name,
    string Value,
    string Expected,
    double Share,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? StepsBack = null);
