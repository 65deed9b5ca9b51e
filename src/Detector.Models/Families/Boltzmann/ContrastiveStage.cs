using Detector.Models.Settings;
using Detector.Models.Stages;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Families.Boltzmann;

/// <summary>
/// Teaches a restricted Boltzmann machine by contrastive divergence (G. Hinton, 2002), persistent where the settings say so (T. Tieleman,
/// 2008): the free energy is lowered where the rows are and raised where Gibbs sampling leads. That difference has the gradient of the
/// log-likelihood but its value says nothing (A. Fischer, C. Igel, 2014), so the learning curve shows the error of the reconstruction.
/// </summary>
internal sealed class ContrastiveStage : TrainingStage
{
    private readonly RbmLayer _layer;
    private readonly Func<Tensor, Tensor> _below;
    private readonly BoltzmannSettings _settings;
    private readonly GradientStage _descent;
    private Tensor? _particles;

    /// <param name="name">The stage's name.</param>
    /// <param name="layer">The machine.</param>
    /// <param name="below">What it sees of a batch of rows: what the layers before it make of them.</param>
    /// <param name="settings">How it is trained.</param>
    /// <param name="steps">Steps.</param>
    public ContrastiveStage(string name, RbmLayer layer, Func<Tensor, Tensor> below, ModelSettings settings, int steps)
        : base(name, steps)
    {
        _layer = layer;
        _below = below;
        _settings = settings.Boltzmann;
        _descent = new GradientStage(
            name,
            layer.parameters(),
            (here, there, _) => layer.FreeEnergy(here).mean() - layer.FreeEnergy(there).mean(),
            settings,
            steps);
    }

    public override Tensor Step(Tensor input, Tensor target, double progress)
    {
        Tensor here = Below(target);
        Tensor there = _layer.Sample(_particles ?? here, _settings.GibbsSteps);
        if (_settings.Persistent)
        {
            _particles?.Dispose();
            _particles = there.DetachFromDisposeScope();
        }

        _descent.Step(here, there, progress);
        return Error(here);
    }

    public override Tensor Judge(Tensor rows) => Error(Below(rows));

    public override void Dispose()
    {
        _particles?.Dispose();
        _descent.Dispose();
    }

    private Tensor Below(Tensor rows)
    {
        using IDisposable mode = no_grad();
        return _below(rows);
    }

    private Tensor Error(Tensor visible)
    {
        using IDisposable mode = no_grad();
        return nn.functional.mse_loss(_layer.Down(_layer.forward(visible)), visible);
    }
}
