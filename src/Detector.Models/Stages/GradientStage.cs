using Detector.Models.Settings;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Detector.Models.Stages;

/// <summary>Gradient descent on a loss, the learning rate in one cycle.</summary>
internal sealed class GradientStage : TrainingStage
{
    private readonly Func<Tensor, Tensor, double, Tensor> _loss;
    private readonly double _clip;
    private readonly Parameter[] _parameters;
    private readonly Optimizer _optimizer;
    private readonly OneCycle _rates;
    private int _done;

    /// <summary>Descends on a loss with some parameters.</summary>
    /// <param name="name">The stage's name.</param>
    /// <param name="parameters">What is changed.</param>
    /// <param name="loss">Loss of input, target and progress.</param>
    /// <param name="settings">Optimizer, learning rate and gradient clipping.</param>
    /// <param name="steps">Steps of the cycle.</param>
    /// <param name="memory">See <see cref="Optimizer.Create"/>.</param>
    public GradientStage(
        string name,
        IEnumerable<Parameter> parameters,
        Func<Tensor, Tensor, double, Tensor> loss,
        ModelSettings settings,
        int steps,
        double memory = 0.9)
        : base(name, steps)
    {
        _loss = loss;
        _clip = settings.GradientClip;
        _parameters = [.. parameters];
        _optimizer = Optimizer.Create(settings, _parameters, memory);
        _rates = new OneCycle(settings.LearningRate, steps);
    }

    public override Tensor Step(Tensor input, Tensor target, double progress)
    {
        _optimizer.ClearGradients();
        Tensor loss = _loss(input, target, progress);
        loss.backward();
        if (_clip > 0)
        {
            nn.utils.clip_grad_norm_(_parameters, _clip);
        }

        _optimizer.Step(_rates.Rate(_done++));
        return loss.detach();
    }

    public override Tensor Judge(Tensor rows) => _loss(rows, rows, 1);

    public override void Dispose() => _optimizer.Dispose();
}
