using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Detector.Models.Families;

namespace Detector.Models.Settings;

/// <summary>Several models whose calibrated scores are averaged.</summary>
public sealed record EnsembleSettings
{
    [Range(1, 64), Description("Models of each family, each from a seed of its own: Seed, Seed + 1, …")]
    public int Seeds { get; init; } = 5;

    [FamilyName(isMember: true)]
    [Description("The members' families, each with its variant where it has any, "
        + "such as \"dense\" or \"dense:Variational\". Empty: dense.")]
    public IReadOnlyList<string> Families { get; init; } = [];
}
