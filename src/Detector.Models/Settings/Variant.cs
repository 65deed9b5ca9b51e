namespace Detector.Models.Settings;

/// <summary>What happens between encoder and decoder of a dense, convolutional or recurrent model.</summary>
public enum Variant
{
    /// <summary>Nothing; with noise on the input a denoising autoencoder.</summary>
    Plain,
}
