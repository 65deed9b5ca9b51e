using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What all convolutions are made of.</summary>
public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    private readonly long[] _aroundReversed;

    private protected Convolution(string name, ConvolutionShape shape, bool transposed, bool bias, Device? device, ScalarType? dtype) : base(name)
    {
        if (transposed && shape.Mode != PaddingModes.Zeros)
            throw new ArgumentException("Only PaddingModes.Zeros is supported for a transposed convolution", "padding_mode");
        Shape = shape;
        _aroundReversed = [.. shape.Around.Reverse().SelectMany(side => new[] { side.Before, side.After })];
        long[] channels = transposed ? [shape.In, shape.Out / shape.Groups] : [shape.Out, shape.In / shape.Groups];
        weight = Own(nameof(weight), empty([.. channels, .. shape.Kernel], dtype, device).AsParameter())!;
        this.bias = Own(nameof(bias), bias ? empty(shape.Out, dtype, device).AsParameter() : null);
        nn.init.InitializeLayer(weight, this.bias);
    }

    public long in_channels => Shape.In;

    public long out_channels => Shape.Out;

    public Parameter weight { get; }

    public Parameter? bias { get; }

    private protected ConvolutionShape Shape { get; }

    /// <summary>Applies the convolution, where its padding is not of zeros after putting that around the input.</summary>
    private protected Tensor Apply(Tensor input, Func<Tensor, long[], Tensor> convolution)
    {
        if (Shape.Mode == PaddingModes.Zeros && Shape.Around.All(side => side.Before == side.After))
            return convolution(input, [.. Shape.Around.Select(side => side.Before)]);
        using var padded = nn.functional.pad(input, _aroundReversed, Shape.Mode == PaddingModes.Zeros ? PaddingModes.Constant : Shape.Mode);
        return convolution(padded, new long[Shape.Kernel.Length]);
    }
}
