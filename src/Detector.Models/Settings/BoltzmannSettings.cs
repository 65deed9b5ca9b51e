using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Models.Settings;

/// <summary>How restricted Boltzmann machines, alone or stacked, learn by contrastive divergence.</summary>
public sealed record BoltzmannSettings
{
    [Range(1, 1000), Description("Steps of Gibbs sampling behind each gradient.")]
    public int GibbsSteps { get; init; } = 1;

    [Description("Whether sampling goes on where it was after the gradient before, instead of starting at the training rows.")]
    public bool Persistent { get; init; }
}
