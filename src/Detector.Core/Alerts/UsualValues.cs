using System.Globalization;
using System.Text.Json.Serialization;

namespace Detector.Core.Alerts;

/// <summary>What the training rows had of a field: a range of numbers or times, or how many rows had the event's very value.</summary>
/// <param name="From">The least of what nine in ten rows had (a number, or a time); null where it is a matter of a share, or smaller
/// ones count as usual.</param>
/// <param name="To">The largest; null where larger ones count as usual.</param>
/// <param name="Share">The share of rows that had the event's category or flag, 0..1; null where it is a matter of a range.</param>
/// <param name="Has">Whether the event's value is in the range, or among the most frequent values that make up nine in ten rows.</param>
public sealed record UsualValues(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? From,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? To,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Share,
    bool Has)
{
    /// <summary>Such as "0.4 to 310", "up to 310", or "12 % of the training rows".</summary>
    public override string ToString() => Share switch
    {
        null when From is null => $"up to {To}",
        null when To is null => $"from {From} on",
        null => $"{From} to {To}",
        0 => "no training row",
        < 0.0001 => "under 0.01 % of the training rows",
        { } share => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.##} % of the training rows"),
    };
}
