using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Models.Settings;

/// <summary>The grid of a self-organising map.</summary>
public sealed record SomSettings
{
    [Range(1, 256), Description("Units from top to bottom.")]
    public int Rows { get; init; } = 10;

    [Range(1, 256), Description("Units from left to right.")]
    public int Columns { get; init; } = 10;
}
