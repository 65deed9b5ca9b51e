using TorchSharp.Modules;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Stages;

/// <summary>
/// Adam (D. Kingma, J. Ba, 2015, algorithm 1), or AdamW, whose decay is no part of the gradient (I. Loshchilov, F. Hutter, 2019,
/// algorithm 2).
/// </summary>
/// <param name="parameters">What is changed.</param>
/// <param name="memory">β₁.</param>
/// <param name="decay">λ.</param>
/// <param name="isDecoupled">Whether it is AdamW.</param>
internal sealed class Adam(IEnumerable<Parameter> parameters, double memory, double decay, bool isDecoupled) : Optimizer(parameters)
{
    private const double SquareMemory = 0.999;
    private const double Smallest = 1e-8;

    private Tensor[]? _means;
    private Tensor[]? _squares;
    private int _steps;

    protected override void Begin()
    {
        _means ??= Zeros();
        _squares ??= Zeros();
        _steps++;
    }

    protected override void Change(int index, Tensor parameter, Tensor gradient, double rate)
    {
        if (isDecoupled)
        {
            parameter.mul_(Kept(1 - (rate * decay)));
        }
        else if (decay != 0)
        {
            gradient = gradient.Plus(parameter * Kept(decay));
        }

        _means![index].mul_(Kept(memory)).add_(gradient, Kept(1 - memory));
        _squares![index].mul_(Kept(SquareMemory)).addcmul_(gradient, gradient, Kept(1 - SquareMemory));
        Tensor root = (_squares[index].sqrt() / Kept(Math.Sqrt(1 - Math.Pow(SquareMemory, _steps)))).Plus(Smallest);
        parameter.addcdiv_(_means[index], root, Kept(-rate / (1 - Math.Pow(memory, _steps))));
    }
}
