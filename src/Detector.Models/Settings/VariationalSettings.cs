using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Models.Settings;

/// <summary>What variational models have of their own.</summary>
public sealed record VariationalSettings
{
    [Range(0.0, 1000.0)]
    [Description("Weight of the code's divergence from the prior against the reconstruction; 1 is the evidence lower bound.")]
    public double Beta { get; init; } = 1;

    [Range(0.0, 1.0), Description("Share of the training over which that weight rises from 0.")]
    public double WarmUp { get; init; } = 0.3;

    [Range(1, 1024)]
    [Description("Codes that a score by Elbo or ReconstructionProbability draws of each event: the same for the same event.")]
    public int Samples { get; init; } = 16;

    [Description("Fields that the model is told, in encoder, decoder and prior, and does not reconstruct, such as a card's country: "
        + "what is usual then depends on them.")]
    public IReadOnlyList<string> Conditions { get; init; } = [];
}
