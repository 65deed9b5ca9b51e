using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Detector.Models.Families.Conv;

/// <summary>
/// A convolution by a function, under the names of a convolution's weights. On one kind of device its numbers may be rounded to bfloat16
/// before they are multiplied, in training alone; its weights, and what comes out, stay of single precision (mixed precision: P.
/// Micikevicius et al., 2018). Scoring is not touched, so that an event scores the same everywhere.
/// </summary>
internal sealed class FunctionalConvolution : nn.Module<Tensor, Tensor>
{
    private readonly Func<Tensor, Tensor, Tensor, Tensor> _convolve;
    private readonly DeviceType? _roundsOn;

    private readonly Parameter weight;
    private readonly Parameter bias;

    /// <param name="weight">The convolution's weights.</param>
    /// <param name="bias">[channels].</param>
    /// <param name="convolve">Convolves its first argument with weights and bias.</param>
    /// <param name="roundsOn">The devices on which it rounds; null for none.</param>
    public FunctionalConvolution(Parameter weight, Parameter bias, Func<Tensor, Tensor, Tensor, Tensor> convolve, DeviceType? roundsOn)
        : base(nameof(FunctionalConvolution))
    {
        (this.weight, this.bias, _convolve, _roundsOn) = (weight, bias, convolve, roundsOn);
        RegisterComponents();
    }

    public override Tensor forward(Tensor batch) => training && batch.device_type == _roundsOn
        ? _convolve(batch.to(ScalarType.BFloat16), weight.to(ScalarType.BFloat16), bias.to(ScalarType.BFloat16)).to(ScalarType.Float32)
        : _convolve(batch, weight, bias);
}
