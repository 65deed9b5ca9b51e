using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Slides learned filters over [N, C, L].</summary>
public sealed class Conv1d : Convolution
{
    internal Conv1d(ConvolutionShape shape, bool bias, Device? device, ScalarType? dtype)
        : base(nameof(Conv1d), shape, transposed: false, bias, device, dtype)
    {
    }

    public override Tensor forward(Tensor input) => Apply(input, (padded, padding) =>
        Native.Aten.conv1d.Call(padded, weight, bias, Shape.Stride, padding, Shape.Dilation, Shape.Groups));
}
