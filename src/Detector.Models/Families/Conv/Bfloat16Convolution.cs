using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Detector.Models.Families.Conv;

/// <summary>
/// A convolution whose numbers are rounded to bfloat16 before they are multiplied, in training on one kind of device; its weights, and what comes out, stay of single
/// precision (mixed precision: P. Micikevicius et al., 2018). Scoring is not touched, so that an event scores the same everywhere.
/// </summary>
internal sealed class Bfloat16Convolution : nn.Module<Tensor, Tensor>
{
    private readonly Func<Tensor, Tensor, Tensor, Tensor> _convolve;
    private readonly DeviceType _where;

    private readonly Parameter weight;
    private readonly Parameter bias;

    /// <param name="weight">The convolution's weights.</param>
    /// <param name="bias">[channels].</param>
    /// <param name="convolve">Convolves its first argument with weights and bias.</param>
    /// <param name="where">The devices on which it rounds.</param>
    public Bfloat16Convolution(Parameter weight, Parameter bias, Func<Tensor, Tensor, Tensor, Tensor> convolve, DeviceType where = DeviceType.CUDA)
        : base(nameof(Bfloat16Convolution))
    {
        (this.weight, this.bias, _convolve, _where) = (weight, bias, convolve, where);
        RegisterComponents();
    }

    public override Tensor forward(Tensor batch) => training && batch.device_type == _where
        ? _convolve(batch.to(ScalarType.BFloat16), weight.to(ScalarType.BFloat16), bias.to(ScalarType.BFloat16)).to(ScalarType.Float32)
        : _convolve(batch, weight, bias);
}
