using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Slides learned filters over [N, C, H, W].</summary>
public sealed class Conv2d : Convolution
{
    internal Conv2d(ConvolutionShape shape, bool bias, Device? device, ScalarType? dtype)
        : base(nameof(Conv2d), shape, transposed: false, bias, device, dtype)
    {
    }

    public override Tensor forward(Tensor input) => Apply(input, (padded, padding) =>
        Native.Aten.conv2d.Call(padded, weight, bias, Shape.Stride, padding, Shape.Dilation, Shape.Groups));
}
