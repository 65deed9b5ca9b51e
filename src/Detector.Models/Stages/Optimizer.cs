using Detector.Models.Settings;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Detector.Models.Stages;

/// <summary>
/// Changes parameters by their gradients. Not TorchSharp's own, whose steps convert numbers inside (<see cref="Torch.Scalars"/>): of
/// twelve rows of trainings beside a thread that collected a thousand times, six ended in an error.
/// </summary>
internal abstract class Optimizer : IDisposable
{
    private readonly Parameter[] _parameters;
    private readonly List<Tensor> _state = [];

    protected Optimizer(IEnumerable<Parameter> parameters) => _parameters = [.. parameters];

    /// <param name="settings">Which, and its weight decay.</param>
    /// <param name="parameters">What is changed.</param>
    /// <param name="memory">How much of its past gradients' mean AdamW and Adam keep each step.</param>
    public static Optimizer Create(
        ModelSettings settings, IEnumerable<Parameter> parameters, double memory = 0.9) => settings.Optimizer switch
    {
        OptimizerKind.AdamW => new Adam(parameters, memory, settings.WeightDecay, isDecoupled: true),
        OptimizerKind.Adam => new Adam(parameters, memory, settings.WeightDecay, isDecoupled: false),
        OptimizerKind.Sgd => new Sgd(parameters, settings.WeightDecay),
        OptimizerKind.RmsProp => new RmsProp(parameters, settings.WeightDecay),
        _ => throw new ArgumentException($"There is no optimizer {settings.Optimizer}."),
    };

    /// <summary>Makes the gradients 0.</summary>
    public void ClearGradients()
    {
        foreach (Parameter parameter in _parameters)
        {
            using Tensor? gradient = parameter.grad;
            gradient?.zero_();
        }
    }

    /// <summary>Changes every parameter that has a gradient.</summary>
    /// <param name="rate">The step's learning rate.</param>
    public void Step(double rate)
    {
        using IDisposable mode = no_grad();
        Begin();
        for (int i = 0; i < _parameters.Length; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            if (_parameters[i].grad is { } gradient)
            {
                Change(i, _parameters[i], gradient, rate);
            }
        }
    }

    public void Dispose() => _state.ForEach(tensor => tensor.Dispose());

    /// <summary>Called once a step, before the first parameter.</summary>
    protected virtual void Begin()
    {
    }

    /// <summary>Changes a parameter, within a dispose scope of its own.</summary>
    /// <param name="index">Its place among the parameters.</param>
    /// <param name="parameter">What is changed.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="rate">The step's learning rate.</param>
    protected abstract void Change(int index, Tensor parameter, Tensor gradient, double rate);

    /// <summary>Zeros for each parameter, which last as long as this object.</summary>
    protected Tensor[] Zeros()
    {
        Tensor[] zeros = Array.ConvertAll(_parameters, parameter => zeros_like(parameter).detach().DetachFromDisposeScope());
        _state.AddRange(zeros);
        return zeros;
    }
}
