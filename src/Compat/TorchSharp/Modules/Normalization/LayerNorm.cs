using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Gives each sample's last dimensions mean 0 and variance 1, then scales and shifts them as learned.</summary>
public sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device, ScalarType? dtype)
        : base(nameof(LayerNorm))
    {
        (this.normalized_shape, this.eps, this.elementwise_affine) = (normalized_shape, eps, elementwise_affine);
        weight = Own(nameof(weight), elementwise_affine ? ones(normalized_shape, dtype, device).AsParameter() : null);
        this.bias = Own(nameof(bias), elementwise_affine && bias ? zeros(normalized_shape, dtype, device).AsParameter() : null);
    }

    public long[] normalized_shape { get; }

    public double eps { get; }

    public bool elementwise_affine { get; }

    public Parameter? weight { get; }

    public Parameter? bias { get; }

    public override Tensor forward(Tensor tensor) => nn.functional.layer_norm(tensor, normalized_shape, weight, bias, eps);
}
