using System.Text.Json.Serialization;

namespace Detector.Core.Thresholds;

/// <summary>A learned threshold: an event whose score is above <see cref="Value"/> raises an alert.</summary>
public sealed record Threshold
{
    public required double Value { get; init; }

    public required ThresholdMethod Method { get; init; }

    /// <summary>The false-alarm rate that it was learned for, 0..1.</summary>
    public required double Target { get; init; }

    /// <summary>The factor that the settings gave in place of the target; null where they gave none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? K { get; init; }

    /// <summary>Names this threshold in alerts; changes whenever it is learned anew.</summary>
    public required string Version { get; init; }

    /// <summary>Number of held-out scores that it was learned from.</summary>
    public required int Samples { get; init; }
}
