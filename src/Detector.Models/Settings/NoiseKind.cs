namespace Detector.Models.Settings;

/// <summary>What is done to a model's input in training, so that it learns to undo it (P. Vincent et al., 2010).</summary>
public enum NoiseKind
{
    /// <summary>Normal noise is added.</summary>
    Gaussian,

    /// <summary>Numbers are set to 0, the mean of a scaled feature.</summary>
    Masking,

    /// <summary>Numbers are replaced by those of another row of the batch.</summary>
    Swap,
}
