using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Models.Settings;

/// <summary>The memory of a memory-augmented model.</summary>
public sealed record MemorySettings
{
    [Range(2, 65_536), Description("Codes that the memory holds.")]
    public int Slots { get; init; } = 100;

    [Range(0.0, 100.0)]
    [Description("A code of the memory counts only where its share is more than so many times the mean share; 1 to 3 is usual.")]
    public double Shrink { get; init; } = 2;

    [Range(0.0, 10.0), Description("Weight of the shares' entropy: how much it costs to be made of many codes.")]
    public double Entropy { get; init; } = 0.0002;
}
