using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Models.Settings;

/// <summary>How much each part of the score counts; each is first divided by what it is for a usual row.</summary>
public sealed record ScoreSettings
{
    [Description("What the residual is: Auto (what does best for the family), MeanSquared, Standardised, Mahalanobis, "
        + "or what the family itself has: Elbo, ReconstructionProbability, LatentDistance or FreeEnergy.")]
    public ScoreKind Kind { get; init; } = ScoreKind.Auto;

    [Range(0.0, 100.0)]
    [Description("Weight of the residual. Default: 1, but 0.1 where a field of the schema has a Direction, "
        + "so that a distance carries the score.")]
    public double? Residual { get; init; }

    [Range(0.0, 100.0)]
    [Description("Weight of the features' distance from the middle of the training rows; 0 leaves it out. "
        + "Of this and the neighbours' part the larger counts. "
        + "Default: 1, for sequences 3, but 0 for images, whose pixels far out say little, "
        + "and for samples of more than 1024 numbers, for whose width squared it costs time and memory.")]
    public double? Distance { get; init; }

    [Range(0.0, 100.0)]
    [Description("Weight of the distance from the nearest of some training rows; 0 leaves it out. "
        + "Default: 1 for vectors, 0 for images and sequences.")]
    public double? Neighbours { get; init; }

    [Description("Whether a sequence's distance is measured by short windows of its rows, "
        + "each against what the rows before it let expect, rather than by the whole sequence. Default: yes.")]
    public bool? Windows { get; init; }

    [Description("Whether a sample's score is divided by the root of its own contrast, the standard deviation of its numbers: "
        + "in what is pale or nearly empty there is little to get wrong. Default: yes for images.")]
    public bool? Relative { get; init; }

    [Range(0.0, 1.0)]
    [Description("How the distance is measured: 0 by the features' whole covariance (Mahalanobis), 1 by their spread alone (Euclid), "
        + "in between by a mixture. Default: 0.5; 0.8 for sequences, whose absent steps are taken as the mean, "
        + "which would be far from what their neighbours make likely.")]
    public double? Shrinkage { get; init; }

    [Description("Whether the distance looks at the squares of the features as well, together with the features: "
        + "at how large they are, whichever way, and how sizes go together. "
        + "Default: yes for vectors of at most 128 numbers; it costs four times as much.")]
    public bool? Squares { get; init; }

    [Range(0.0, 100.0)]
    [Description("Weight of the code's distance from the codes of the training rows; 0 leaves it out. "
        + "Default: 1 for images, but 0 for linear and masked models; 0 for vectors and sequences.")]
    public double? Code { get; init; }

    [Range(0.0, 100.0)]
    [Description("Weight of a frame's strangest regions, each against what it usually shows; 0 leaves it out. "
        + "Of this and the sum of the other parts the larger counts. Images only. Default: 1.5.")]
    public double? Regions { get; init; }
}
