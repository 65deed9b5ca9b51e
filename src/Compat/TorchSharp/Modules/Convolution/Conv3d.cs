using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Slides learned filters over [N, C, D, H, W].</summary>
public sealed class Conv3d : Convolution
{
    internal Conv3d(ConvolutionShape shape, bool bias, Device? device, ScalarType? dtype)
        : base(nameof(Conv3d), shape, transposed: false, bias, device, dtype)
    {
    }

    public override Tensor forward(Tensor input) => Apply(input, (padded, padding) =>
        Native.Aten.conv3d.Call(padded, weight, bias, Shape.Stride, padding, Shape.Dilation, Shape.Groups));
}
