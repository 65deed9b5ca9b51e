using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>AdamW: weight decay, 0 unless told otherwise, shrinks the parameters themselves.</summary>
public sealed class AdamW : OptimizerHelper, optim.IBetas
{
    private readonly Options _defaults;

    public AdamW(
        IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
        double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
    }

    /// <exception cref="ArgumentException">A number lies outside its range.</exception>
    public AdamW(
        IEnumerable<ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
        double weight_decay = 0, bool amsgrad = false, bool maximize = false)
    {
        Require(lr >= 0, "learning rate", lr);
        Require(eps >= 0, "epsilon", eps);
        Require(beta1 is >= 0 and < 1, "beta1", beta1);
        Require(beta2 is >= 0 and < 1, "beta2", beta2);
        Require(weight_decay >= 0, "weight_decay value", weight_decay);
        _defaults = new Options
        {
            LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize,
        };
        foreach (var group in parameters)
            add_param_group(group);
    }

    public (double, double) Betas
    {
        get => _defaults.Betas;
        set => _defaults.Betas = value;
    }

    private protected override OptimizerOptions Completed(OptimizerOptions? options) => ((Options?)options ?? new Options()).CompletedBy(_defaults);

    private protected override OptimizerState NewState(Parameter parameter, OptimizerOptions options) =>
        new AdamState(parameter, ((Options)options).amsgrad == true);

    private protected override void Step(OptimizerOptions options, Parameter parameter, Tensor grad, OptimizerState state)
    {
        var o = (Options)options;
        if (o.maximize == true)
            grad = -grad;
        if (o.weight_decay is { } decay and not 0)
            parameter.mul_((Scalar)(1 - (o.LearningRate!.Value * decay)));
        ((AdamState)state).Step(parameter, grad, o);
    }

    public sealed class Options : AdamOptions;

    public sealed class ParamGroup : ParamGroup<Options>, optim.IBetas
    {
        public ParamGroup()
        {
        }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options)
        {
        }

        public ParamGroup(
            IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
            double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : base(parameters, new Options
            {
                LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize,
            })
        {
        }

        public (double, double) Betas
        {
            get => Options!.Betas;
            set => Options!.Betas = value;
        }
    }
}
