using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Gives each sample's groups of channels mean 0 and variance 1, then scales and shifts each channel as learned.</summary>
public sealed class GroupNorm : nn.Module<Tensor, Tensor>
{
    internal GroupNorm(long num_groups, long num_channels, double eps, bool affine, Device? device, ScalarType? dtype) : base(nameof(GroupNorm))
    {
        (this.num_groups, this.eps, this.affine) = (num_groups, eps, affine);
        weight = Own(nameof(weight), affine ? ones(num_channels, dtype, device).AsParameter() : null);
        bias = Own(nameof(bias), affine ? zeros(num_channels, dtype, device).AsParameter() : null);
    }

    public long num_groups { get; }

    public double eps { get; }

    public bool affine { get; }

    public Parameter? weight { get; }

    public Parameter? bias { get; }

    public override Tensor forward(Tensor tensor) => nn.functional.group_norm(tensor, num_groups, weight, bias, eps);
}
