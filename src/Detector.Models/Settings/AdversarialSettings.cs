using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Models.Settings;

/// <summary>The discriminator of an adversarial model.</summary>
public sealed record AdversarialSettings
{
    [Range(0.0, 1000.0), Description("Weight of deceiving the discriminator, so of the code's distribution, against the reconstruction.")]
    public double Weight { get; init; } = 1;

    [Range(1, 4096), Description("Width of the discriminator's two hidden layers.")]
    public int Width { get; init; } = 64;

    [Range(0.0, 1000.0)]
    [Description("Weight of the discriminator's squared gradient at draws of the prior, which keeps the two in balance.")]
    public double Smoothing { get; init; } = 0.1;
}
