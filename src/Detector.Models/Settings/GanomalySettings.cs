using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Models.Settings;

/// <summary>What a model with a second encoder has of its own.</summary>
public sealed record GanomalySettings
{
    [Range(0.0, 1000.0)]
    [Description("Weight of deceiving the discriminator against the reconstruction: "
        + "of its features being alike for rows and reconstructions.")]
    public double Adversarial { get; init; } = 0.02;

    [Range(0.0, 1000.0)]
    [Description("Weight of the distance between the codes of a row and of its reconstruction, against the reconstruction.")]
    public double Latent { get; init; } = 0.02;
}
