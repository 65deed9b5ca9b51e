using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Models.Settings;

/// <summary>What convolutional models have of their own.</summary>
public sealed record ConvSettings
{
    [Description("How the decoder doubles a size: "
        + "Transposed (a convolution that spreads) or Nearest (each number repeated, then a convolution).")]
    public Upsampling Upsampling { get; init; } = Upsampling.Transposed;

    [Range(1, 31), Description("Pixels or steps that a convolution looks at in each direction; odd.")]
    public int Kernel { get; init; } = 3;

    [Description("Numbers that convolutions of images multiply while training on CUDA: "
        + "Float32, or BFloat16, which pays for wide levels. A CPU, and scoring anywhere, take Float32.")]
    public Precision Precision { get; init; } = Precision.Float32;
}
