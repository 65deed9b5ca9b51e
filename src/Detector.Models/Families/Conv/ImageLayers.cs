using Detector.Core.Samples;
using Detector.Models.Settings;
using static TorchSharp.torch;

namespace Detector.Models.Families.Conv;

/// <summary>Two-dimensional layers over images [C, H, W].</summary>
internal sealed class ImageLayers(ConvSettings settings, SampleShape shape) : IConvLayers
{
    private readonly int _kernel = settings.Kernel;

    public int Channels => shape.Dimensions[0];

    public int[] Sizes => [shape.Dimensions[1], shape.Dimensions[2]];

    public nn.Module<Tensor, Tensor> Open() => nn.Unflatten(1, [Channels, Sizes[0], Sizes[1]]);

    public nn.Module<Tensor, Tensor> Close() => nn.Flatten();

    public nn.Module<Tensor, Tensor> Convolve(int from, int to) => nn.Conv2d(from, to, _kernel, padding: _kernel / 2);

    public nn.Module<Tensor, Tensor> Pool() => nn.MaxPool2d(2, ceil_mode: true);

    // A transposed convolution with stride 2 makes 2n - 1 of n, and one more where it is told to.
    public nn.Module<Tensor, Tensor>[] Grow(int from, int to, int[] sizes) => settings.Upsampling == Upsampling.Transposed
        ? [nn.ConvTranspose2d(
            from, to, (_kernel, _kernel), stride: (2, 2), padding: (_kernel / 2, _kernel / 2), output_padding: (1 - (sizes[0] % 2), 1 - (sizes[1] % 2)))]
        : [nn.Upsample([sizes[0], sizes[1]]), Convolve(from, to)];
}
