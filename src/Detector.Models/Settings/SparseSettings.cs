using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Models.Settings;

/// <summary>What keeps the units of a sparse model's code quiet. With Kl they are sigmoids, without it rectified.</summary>
public sealed record SparseSettings
{
    [Range(0.0, 1000.0), Description("Weight of the units' mean absolute activation.")]
    public double L1 { get; init; }

    [Range(0.0, 1000.0), Description("Weight of the divergence of each unit's mean activation from Rho.")]
    public double Kl { get; init; } = 0.1;

    [Range(0.001, 0.999), Description("Mean activation that each unit is to have, where Kl is not 0.")]
    public double Rho { get; init; } = 0.1;
}
