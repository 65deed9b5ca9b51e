namespace Detector.Models.Settings;

/// <summary>What the residual part of a score is made of.</summary>
public enum ScoreKind
{
    /// <summary>What does best for the family.</summary>
    Auto,

    /// <summary>Root mean square of the features' errors.</summary>
    MeanSquared,

    /// <summary>The same, each feature's error divided by its spread on held-out rows.</summary>
    Standardised,

    /// <summary>Mahalanobis distance of the errors from those of held-out rows.</summary>
    Mahalanobis,

    /// <summary>Negative evidence lower bound: variational models.</summary>
    Elbo,

    /// <summary>Negative reconstruction probability (J. An, S. Cho, 2015): variational models.</summary>
    ReconstructionProbability,

    /// <summary>
    /// Mean distance between the code and the second code, that of the reconstruction (S. Akcay et al., 2018): Ganomaly models.
    /// </summary>
    LatentDistance,

    /// <summary>Free energy: restricted Boltzmann machines.</summary>
    FreeEnergy,
}
