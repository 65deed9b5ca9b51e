using Detector.Models.Settings;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Detector.Models.Stages;

/// <summary>
/// A model and its discriminator, each descending on a loss of its own against the other (I. Goodfellow et al., 2014): a step of the one,
/// a step of the other. The loss of the stage is the model's.
/// </summary>
internal sealed class AdversarialStage : TrainingStage
{
    // Where the other side moves on, gradients of long ago mislead (A. Radford et al., 2016).
    private const double Memory = 0.5;

    // A discriminator that lags behind teaches nothing (M. Heusel et al., 2017).
    private const double DiscriminatorRate = 2;

    private readonly GradientStage _model;
    private readonly GradientStage _discriminator;

    /// <param name="model">The model's parameters and loss.</param>
    /// <param name="discriminator">The discriminator's.</param>
    /// <param name="settings">How both are trained.</param>
    /// <param name="steps">Steps of each.</param>
    public AdversarialStage(
        (IEnumerable<Parameter> Parameters, Func<Tensor, Tensor, double, Tensor> Loss) model,
        (IEnumerable<Parameter> Parameters, Func<Tensor, Tensor, double, Tensor> Loss) discriminator,
        ModelSettings settings,
        int steps)
        : base(Fitting, steps)
    {
        _model = new GradientStage(Fitting, model.Parameters, model.Loss, settings, steps, Memory);
        ModelSettings faster = settings with { LearningRate = DiscriminatorRate * settings.LearningRate };
        _discriminator = new GradientStage("discriminator", discriminator.Parameters, discriminator.Loss, faster, steps, Memory);
    }

    public override Tensor Step(Tensor input, Tensor target, double progress)
    {
        _discriminator.Step(input, target, progress);
        return _model.Step(input, target, progress);
    }

    public override Tensor Judge(Tensor rows) => _model.Judge(rows);

    public override void Dispose()
    {
        _model.Dispose();
        _discriminator.Dispose();
    }
}
