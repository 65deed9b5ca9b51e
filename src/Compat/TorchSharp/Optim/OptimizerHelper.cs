using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What the optimizers have in common: groups with options, and a state for each parameter.</summary>
public abstract class OptimizerHelper : optim.Optimizer
{
    private protected readonly Dictionary<Parameter, OptimizerState> _states = new(ReferenceEqualityComparer.Instance);

    /// <summary>Takes more parameters; options that their group leaves open are the optimizer's own.</summary>
    public override void add_param_group(ParamGroup param_group)
    {
        param_group.Options = Completed(param_group.Options);
        param_group.Options.InitialLearningRate = param_group.LearningRate;
        param_group.Parameters = param_group.Parameters.ToList();
        _groups.Add(param_group);
        foreach (var parameter in param_group.Parameters)
            _states[parameter] = NewState(parameter, param_group.Options);
    }

    public override Tensor? step(Func<Tensor>? closure = null)
    {
        Tensor? loss = null;
        if (closure is not null)
        {
            using var learning = enable_grad();
            loss = closure();
        }
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        foreach (var group in _groups)
        {
            foreach (var parameter in group.Parameters)
            {
                if (parameter.grad is { } grad)
                    Step(group.Options!, parameter, grad, _states[parameter]);
            }
        }
        return loss;
    }

    private protected abstract OptimizerOptions Completed(OptimizerOptions? options);

    private protected abstract OptimizerState NewState(Parameter parameter, OptimizerOptions options);

    /// <summary>Changes one parameter, in a dispose scope of its own and without recording gradients.</summary>
    private protected abstract void Step(OptimizerOptions options, Parameter parameter, Tensor grad, OptimizerState state);

    private protected static void Require(bool valid, string what, double value)
    {
        if (!valid)
            throw new ArgumentException($"Invalid {what}: {value}");
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var state in _states.Values)
            state.Dispose();
        _states.Clear();
    }
}
