using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Detector.Core.Thresholds;

/// <summary>A learned threshold: an event whose score is above <see cref="Value"/> raises an alert.</summary>
public sealed record Threshold
{
    public required double Value { get; init; }

    public required ThresholdMethod Method { get; init; }

    /// <summary>
    /// The false-alarm rate that it was learned for, 0..1, 0 where none is known; without a part in it where <see cref="K"/> is given.
    /// </summary>
    [Range(0.0, 1.0)]
    public required double Target { get; init; }

    /// <summary>The factor that made it in place of the target; null where the target did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? K { get; init; }

    /// <summary>Names this threshold in alerts; changes whenever it is learned anew.</summary>
    [StringLength(64, MinimumLength = 1), RegularExpression("[A-Za-z0-9._-]+")]
    public required string Version { get; init; }

    /// <summary>Number of rows that it was learned from.</summary>
    [Range(0, int.MaxValue)]
    public required int Samples { get; init; }

    /// <summary>
    /// The smallest false-alarm rate that so many rows can tell: one of them, rounded up to one digit. Of a smaller one nothing is
    /// promised.
    /// </summary>
    public static double LeastRate(int rows)
    {
        double least = 1.0 / Math.Max(1, rows);
        double digit = Math.Pow(10, Math.Floor(Math.Log10(least) + 1e-9));
        return Math.Min(1, Math.Ceiling((least / digit) - 1e-9) * digit);
    }
}
