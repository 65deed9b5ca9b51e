using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The gradient of a convolution, used to enlarge [N, C, L].</summary>
public sealed class ConvTranspose1d : Convolution
{
    internal ConvTranspose1d(ConvolutionShape shape, bool bias, Device? device, ScalarType? dtype)
        : base(nameof(ConvTranspose1d), shape, transposed: true, bias, device, dtype)
    {
    }

    public override Tensor forward(Tensor input) => Apply(input, (padded, padding) =>
        Native.Aten.conv_transpose1d.Call(
            padded, weight, bias, Shape.Stride, padding, Shape.OutputPadding, Shape.Groups, Shape.Dilation));
}
