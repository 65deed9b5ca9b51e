using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The gradient of a convolution, used to enlarge [N, C, D, H, W].</summary>
public sealed class ConvTranspose3d : Convolution
{
    internal ConvTranspose3d(ConvolutionShape shape, bool bias, Device? device, ScalarType? dtype)
        : base(nameof(ConvTranspose3d), shape, transposed: true, bias, device, dtype)
    {
    }

    public override Tensor forward(Tensor input) => Apply(input, (padded, padding) =>
        Native.Aten.conv_transpose3d_input.Call(
            padded, weight, bias, Shape.Stride, padding, Shape.OutputPadding, Shape.Groups, Shape.Dilation));
}
