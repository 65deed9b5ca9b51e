using TorchSharp.Modules;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Stages;

/// <summary>Gradients over the root of the mean of their squares of late (G. Hinton, 2012), with memory 0.99 as in PyTorch.</summary>
/// <param name="parameters">What is changed.</param>
/// <param name="decay">What of a parameter is added to its gradient.</param>
internal sealed class RmsProp(IEnumerable<Parameter> parameters, double decay) : Optimizer(parameters)
{
    private const double Memory = 0.99;
    private const double Smallest = 1e-8;

    private Tensor[]? _squares;

    protected override void Begin() => _squares ??= Zeros();

    protected override void Change(int index, Tensor parameter, Tensor gradient, double rate)
    {
        gradient = decay == 0 ? gradient : gradient.Plus(parameter * Kept(decay));
        _squares![index].mul_(Kept(Memory)).addcmul_(gradient, gradient, Kept(1 - Memory));
        parameter.addcdiv_(gradient, _squares[index].sqrt().Plus(Smallest), Kept(-rate));
    }
}
