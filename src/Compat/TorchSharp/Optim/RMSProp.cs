using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Divides each gradient by the root of its moving mean square.</summary>
public sealed class RMSProp : OptimizerHelper, optim.IMomentum
{
    private readonly Options _defaults;

    public RMSProp(
        IEnumerable<Parameter> parameters, double lr = 1e-3, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0,
        double momentum = 0.0, bool centered = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, alpha, eps, weight_decay, momentum, centered, maximize)
    {
    }

    /// <exception cref="ArgumentException">A number lies outside its range.</exception>
    public RMSProp(
        IEnumerable<ParamGroup> parameters, double lr = 1e-3, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0,
        double momentum = 0.0, bool centered = false, bool maximize = false)
    {
        Require(lr >= 0, "learning rate", lr);
        Require(eps >= 0, "epsilon", eps);
        Require(alpha >= 0, "alpha", alpha);
        Require(momentum >= 0, "momentum value", momentum);
        Require(weight_decay >= 0, "weight_decay value", weight_decay);
        _defaults = new Options
        {
            LearningRate = lr, alpha = alpha, eps = eps, weight_decay = weight_decay, momentum = momentum, centered = centered, maximize = maximize,
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
        completed.alpha ??= _defaults.alpha;
        completed.eps ??= _defaults.eps;
        completed.weight_decay ??= _defaults.weight_decay;
        completed.momentum ??= _defaults.momentum;
        completed.centered ??= _defaults.centered;
        completed.maximize ??= _defaults.maximize;
        return completed;
    }

    private protected override OptimizerState NewState(Parameter parameter, OptimizerOptions options) => new State(parameter);

    private protected override void Step(OptimizerOptions options, Parameter parameter, Tensor grad, OptimizerState state)
    {
        var o = (Options)options;
        var s = (State)state;
        if (o.maximize == true)
            grad = -grad;
        if (o.weight_decay is { } decay and not 0)
            grad = grad.add(parameter, (Scalar)decay);
        var alpha = o.alpha!.Value;
        s.Square.mul_((Scalar)alpha).addcmul_(grad, grad, (Scalar)(1 - alpha));
        Tensor spread;
        if (o.centered == true)
        {
            s.Mean.mul_((Scalar)alpha).add_(grad, (Scalar)(1 - alpha));
            spread = s.Square.addcmul(s.Mean, s.Mean, (Scalar)(-1)).sqrt_();
        }
        else
        {
            spread = s.Square.sqrt();
        }
        spread.add_((Scalar)o.eps!.Value);
        var rate = (Scalar)(-o.LearningRate!.Value);
        if (o.momentum is { } momentum and > 0)
            parameter.add_(s.Buffer.mul_((Scalar)momentum).addcdiv_(grad, spread), rate);
        else
            parameter.addcdiv_(grad, spread, rate);
    }

    public sealed class Options : OptimizerOptions
    {
        public double? alpha;
        public double? eps;
        public double? weight_decay;
        public double? momentum;
        public bool? centered;
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
            IEnumerable<Parameter> parameters, double lr = 1e-3, double eps = 1e-8, double alpha = 0.99, double weight_decay = 0,
            double momentum = 0.0, bool centered = false)
            : base(parameters, new Options
            {
                LearningRate = lr, alpha = alpha, eps = eps, weight_decay = weight_decay, momentum = momentum, centered = centered,
            })
        {
        }

        public double Momentum
        {
            get => Options!.momentum!.Value;
            set => Options!.momentum = value;
        }
    }

    private sealed class State(Parameter parameter) : OptimizerState
    {
        public Tensor Square { get; } = Zeros(parameter);

        public Tensor Mean { get; } = Zeros(parameter);

        public Tensor Buffer { get; } = Zeros(parameter);

        private protected override IEnumerable<Tensor?> Tensors => [Square, Mean, Buffer];
    }
}
