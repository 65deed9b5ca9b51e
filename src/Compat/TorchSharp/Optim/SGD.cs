using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Stochastic gradient descent, with or without momentum.</summary>
public sealed class SGD : OptimizerHelper, optim.IMomentum
{
    private readonly Options _defaults;

    public SGD(
        IEnumerable<Parameter> parameters, double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0,
        bool nesterov = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize)
    {
    }

    /// <exception cref="ArgumentException">A number lies outside its range, or Nesterov's momentum lacks momentum or has dampening.</exception>
    public SGD(
        IEnumerable<ParamGroup> parameters, double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0,
        bool nesterov = false, bool maximize = false)
    {
        Require(lr >= 0, "learning rate", lr);
        Require(momentum >= 0, "momentum value", momentum);
        Require(weight_decay >= 0, "weight_decay value", weight_decay);
        if (nesterov && (momentum <= 0 || dampening != 0))
            throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
        _defaults = new Options
        {
            LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize,
        };
        foreach (var group in parameters)
            add_param_group(group);
    }

    public double Momentum
    {
        get => _defaults.momentum!.Value;
        set => _defaults.momentum = value;
    }

    private protected override OptimizerOptions Completed(OptimizerOptions? options)
    {
        var completed = (Options?)options ?? new Options();
        completed.LearningRate ??= _defaults.LearningRate;
        completed.momentum ??= _defaults.momentum;
        completed.dampening ??= _defaults.dampening;
        completed.weight_decay ??= _defaults.weight_decay;
        completed.nesterov ??= _defaults.nesterov;
        completed.maximize ??= _defaults.maximize;
        return completed;
    }

    private protected override OptimizerState NewState(Parameter parameter, OptimizerOptions options) => new State();

    private protected override void Step(OptimizerOptions options, Parameter parameter, Tensor grad, OptimizerState state)
    {
        var o = (Options)options;
        if (o.weight_decay is { } decay and not 0)
            grad = grad.add(parameter, (Scalar)decay);
        if (o.momentum is { } momentum and not 0)
        {
            var buffer = ((State)state).Accumulate(grad, momentum, o.dampening!.Value);
            grad = o.nesterov == true ? grad.add(buffer, (Scalar)momentum) : buffer;
        }
        var rate = o.LearningRate!.Value;
        parameter.add_(grad, (Scalar)(o.maximize == true ? rate : -rate));
    }

    public sealed class Options : OptimizerOptions
    {
        public double? momentum;
        public double? dampening;
        public double? weight_decay;
        public bool? nesterov;
        public bool? maximize;
    }

    public sealed class ParamGroup : ParamGroup<Options>, optim.IMomentum
    {
        public ParamGroup()
        {
        }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options)
        {
        }

        public ParamGroup(
            IEnumerable<Parameter> parameters, double lr = 1e-3, double momentum = 0.0, double dampening = 0, double weight_decay = 0,
            bool nesterov = false, bool maximize = false)
            : base(parameters, new Options
            {
                LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize,
            })
        {
        }

        public double Momentum
        {
            get => Options!.momentum!.Value;
            set => Options!.momentum = value;
        }
    }

    private sealed class State : OptimizerState
    {
        private Tensor? _buffer;

        private protected override IEnumerable<Tensor?> Tensors => [_buffer];

        public Tensor Accumulate(Tensor grad, double momentum, double dampening)
        {
            if (_buffer is null)
                _buffer = grad.clone().detach().DetachFromDisposeScope();
            else
                _buffer.mul_((Scalar)momentum).add_(grad, (Scalar)(1 - dampening));
            return _buffer;
        }
    }
}
