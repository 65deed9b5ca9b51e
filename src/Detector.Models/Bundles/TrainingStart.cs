using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Detector.Models.Bundles;

/// <summary>What a training began with, where another model was there.</summary>
/// <param name="From">That model's version.</param>
/// <param name="Cold">Why it began with random weights all the same; null where it began with that model's.</param>
public sealed record TrainingStart(
    [property: StringLength(64, MinimumLength = 1)] string From,
    [property: StringLength(4096, MinimumLength = 1), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Cold = null)
{
    /// <summary>It in words.</summary>
    [JsonIgnore]
    public string Sentence => Cold is null
        ? $"began with the weights of {From}" : $"began with random weights, not those of {From}: {Cold}";
}
