using Detector.Core.Samples;
using Detector.Models.Settings;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Detector.Models.Families.Conv;

/// <summary>Two-dimensional layers over images [C, H, W].</summary>
internal sealed class ImageLayers(ConvSettings settings, SampleLayout shape) : IConvLayers
{
    private readonly int _kernel = settings.Kernel;

    public nn.Module<Tensor, Tensor> Open() => nn.Unflatten(1, [.. shape.Dimensions.Select(size => (long)size)]);

    public nn.Module<Tensor, Tensor> Close() => nn.Flatten();

    public nn.Module<Tensor, Tensor> Convolve(int from, int to)
    {
        Conv2d plain = nn.Conv2d(from, to, _kernel, padding: _kernel / 2);
        long[] padding = [_kernel / 2, _kernel / 2];
        return RoundsOn is null
            ? plain
            : new FunctionalConvolution(
                plain.weight,
                plain.bias!,
                (batch, weight, bias) => nn.functional.conv2d(batch, weight, bias, padding: padding),
                RoundsOn);
    }

    public nn.Module<Tensor, Tensor> Pool() => nn.MaxPool2d(2, ceil_mode: true);

    public nn.Module<Tensor, Tensor>[] Grow(int from, int to, int[] sizes) => settings.Upsampling == Upsampling.Transposed
        ? [Spread(from, to, sizes)]
        : [nn.Upsample([sizes[0], sizes[1]]), Convolve(from, to)];

    private DeviceType? RoundsOn => settings.Precision == Precision.Float32 ? null : DeviceType.CUDA;

    // A transposed convolution with stride 2 makes 2n - 1 of n, and one more where it is told to. TorchSharp's module tells both
    // dimensions what the first is told.
    private FunctionalConvolution Spread(int from, int to, int[] sizes)
    {
        (int half, int high, int wide) = (_kernel / 2, 1 - (sizes[0] % 2), 1 - (sizes[1] % 2));
        ConvTranspose2d made = nn.ConvTranspose2d(from, to, (_kernel, _kernel), stride: (2, 2), padding: (half, half));
        return new FunctionalConvolution(
            made.weight,
            made.bias!,
            (batch, weight, bias) => nn.functional.conv_transpose2d(
                batch, weight, bias, strides: [2, 2], padding: [half, half], output_padding: [high, wide]),
            RoundsOn);
    }
}
