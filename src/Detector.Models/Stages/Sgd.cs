using TorchSharp.Modules;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Stages;

/// <summary>Gradient descent with momentum 0.9, as PyTorch has it: the learning rate is outside of the velocity.</summary>
/// <param name="parameters">What is changed.</param>
/// <param name="decay">What of a parameter is added to its gradient.</param>
internal sealed class Sgd(IEnumerable<Parameter> parameters, double decay) : Optimizer(parameters)
{
    private const double Momentum = 0.9;

    private Tensor[]? _velocities;

    protected override void Begin() => _velocities ??= Zeros();

    protected override void Change(int index, Tensor parameter, Tensor gradient, double rate)
    {
        gradient = decay == 0 ? gradient : gradient.Plus(parameter * Kept(decay));
        parameter.add_(_velocities![index].mul_(Kept(Momentum)).add_(gradient, Kept(1)), Kept(-rate));
    }
}
