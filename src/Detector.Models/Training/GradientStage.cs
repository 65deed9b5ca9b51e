using Detector.Models.Families;
using Detector.Models.Settings;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Detector.Models.Training;

/// <summary>Gradient descent on a loss, the learning rate in one cycle (L. Smith, N. Topin, 2018).</summary>
internal sealed class GradientStage : TrainingStage
{
    private readonly Func<Tensor, Tensor, double, Tensor> _loss;
    private readonly double _clip;
    private readonly Parameter[] _parameters;
    private readonly optim.Optimizer _optimizer;
    private readonly optim.lr_scheduler.LRScheduler _schedule;

    /// <summary>Descends on a model's own loss with all of its parameters.</summary>
    public GradientStage(string name, Autoencoder model, ModelSettings settings, int steps)
        : this(name, model.parameters(), model.Loss, settings, steps)
    {
    }

    /// <summary>Descends on a loss with some parameters.</summary>
    /// <param name="name">The stage's name.</param>
    /// <param name="parameters">What is changed.</param>
    /// <param name="loss">Loss of input, target and progress.</param>
    /// <param name="settings">Optimizer, learning rate and gradient clipping.</param>
    /// <param name="steps">Steps of the cycle.</param>
    /// <param name="memory">See <see cref="Optimizers"/>.</param>
    public GradientStage(
        string name, IEnumerable<Parameter> parameters, Func<Tensor, Tensor, double, Tensor> loss, ModelSettings settings, int steps, double memory = 0.9)
        : base(name, steps)
    {
        _loss = loss;
        _clip = settings.GradientClip;
        _parameters = [.. parameters];
        _optimizer = Optimizers.Create(settings, _parameters, memory);
        _schedule = optim.lr_scheduler.OneCycleLR(_optimizer, settings.LearningRate, total_steps: steps, cycle_momentum: false);
    }

    public override double Step(Tensor input, Tensor target, double progress)
    {
        _optimizer.zero_grad();
        Tensor loss = _loss(input, target, progress);
        loss.backward();
        if (_clip > 0)
        {
            nn.utils.clip_grad_norm_(_parameters, _clip);
        }

        _optimizer.step();
        _schedule.step();
        return loss.item<float>();
    }

    public override Tensor Judge(Tensor rows) => _loss(rows, rows, 1);

    public override void Dispose() => _optimizer.Dispose();
}
