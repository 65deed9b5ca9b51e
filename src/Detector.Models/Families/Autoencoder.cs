using Detector.Models.Settings;
using Detector.Models.Stages;
using static TorchSharp.torch;

namespace Detector.Models.Families;

/// <summary>
/// What every family makes: a module from a batch of flat, scaled samples [N, D] to what it makes of them. A sample whose step is absent
/// has NaN there. Its state_dict names are those that PyTorch would give the same layers.
/// </summary>
internal abstract class Autoencoder(string name) : nn.Module<Tensor, ModelOutput>(name)
{
    /// <summary>Width of the code, C.</summary>
    public abstract int CodeWidth { get; }

    /// <summary>
    /// The modules that a sample passes one after the other, where that is all there is to it in evaluation; null where there is more.
    /// </summary>
    public virtual IReadOnlyList<nn.Module>? Passed => null;

    /// <summary>Which of <see cref="Passed"/> makes the code.</summary>
    public virtual int CodePlace => 0;

    /// <summary>Whether a step of its training draws from Torch's generator, beyond the noise on its input.</summary>
    public virtual bool DrawsInTraining => true;

    /// <summary>What training makes small: one number. In evaluation mode it draws nothing at random.</summary>
    /// <param name="input">[N, D] what the model sees, noise included.</param>
    /// <param name="target">[N, D] what it should make of it.</param>
    /// <param name="progress">Share of the training that is done, 0..1; 1 in evaluation.</param>
    public abstract Tensor Loss(Tensor input, Tensor target, double progress);

    /// <summary>What training consists of, in its order: the loss by gradient descent, where a family says nothing else.</summary>
    /// <param name="settings">How it is trained.</param>
    /// <param name="steps">Steps in all, to be shared among the stages.</param>
    public virtual IEnumerable<TrainingStage> Stages(ModelSettings settings, int steps) =>
        [new GradientStage(TrainingStage.Fitting, parameters(), Loss, settings, steps)];
}
