using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>An affine map of the last dimension: [..., in_features] to [..., out_features].</summary>
public sealed class Linear : nn.Module<Tensor, Tensor>
{
    internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Linear))
    {
        (in_features, out_features) = (inputSize, outputSize);
        weight = Own(nameof(weight), empty(outputSize, inputSize, dtype, device).AsParameter())!;
        bias = Own(nameof(bias), hasBias ? empty(outputSize, dtype, device).AsParameter() : null);
        nn.init.InitializeLayer(weight, bias);
    }

    internal Linear(Parameter weight, Parameter? bias) : base(nameof(Linear))
    {
        (out_features, in_features) = (weight.shape[0], weight.shape[1]);
        this.weight = Own(nameof(weight), weight)!;
        this.bias = Own(nameof(bias), bias);
    }

    public long in_features { get; }

    public long out_features { get; }

    /// <summary>[out_features, in_features].</summary>
    public Parameter weight { get; }

    /// <summary>[out_features], or null.</summary>
    public Parameter? bias { get; }

    public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);
}
