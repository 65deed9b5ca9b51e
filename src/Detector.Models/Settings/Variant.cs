namespace Detector.Models.Settings;

/// <summary>What happens between encoder and decoder of a dense, convolutional or recurrent model.</summary>
public enum Variant
{
    /// <summary>Nothing; with noise on the input a denoising autoencoder.</summary>
    Plain,

    /// <summary>Few units of the code are active at a time.</summary>
    Sparse,

    /// <summary>The code moves little where the input does.</summary>
    Contractive,

    /// <summary>The code is a distribution, kept near a prior; with conditions all of it depends on them.</summary>
    Variational,

    /// <summary>Few codes of a learned memory stand in for the code.</summary>
    Memory,

    /// <summary>The code is distributed like a prior, or a discriminator would tell.</summary>
    Adversarial,

    /// <summary>A second encoder codes the reconstruction, which a discriminator tells from rows.</summary>
    Ganomaly,
}
