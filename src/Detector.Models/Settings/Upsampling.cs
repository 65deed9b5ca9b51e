namespace Detector.Models.Settings;

/// <summary>How a convolutional decoder doubles a size.</summary>
public enum Upsampling
{
    /// <summary>A transposed convolution with stride 2.</summary>
    Transposed,

    /// <summary>Every number is repeated, then convolved (A. Odena et al., 2016).</summary>
    Nearest,
}
