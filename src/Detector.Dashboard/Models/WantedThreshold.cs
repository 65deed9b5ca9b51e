namespace Detector.Dashboard.Models;

/// <summary>What a threshold is to be: one of these.</summary>
/// <param name="Value">The score itself.</param>
/// <param name="Target">The share of false alarms to learn it for, above 0 and below 1.</param>
/// <param name="Trained">The one that the model's training learned.</param>
public sealed record WantedThreshold(double? Value = null, double? Target = null, bool Trained = false)
{
    /// <summary>What is wrong with it; null where nothing is.</summary>
    internal string? Problem =>
        (Value is null ? 0 : 1) + (Target is null ? 0 : 1) + (Trained ? 1 : 0) != 1
            ? "what the threshold is to be is one of value, target and trained"
        : Value is { } value && !double.IsFinite(value) ? "value must be a number"
        : Target is not null and not (> 0 and < 1) ? "target must be above 0 and below 1"
        : null;
}
