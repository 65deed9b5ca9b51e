using static TorchSharp.torch;

namespace Detector.Models.Stages;

/// <summary>
/// A part of training with a learning curve of its own: most models have one, those that learn layer by layer one a layer. Every call
/// comes within a dispose scope, and steps within a turn of Torch's seeded generator.
/// </summary>
/// <param name="name">What it does, such as "fitting" or "layer 1".</param>
/// <param name="steps">Steps that it takes.</param>
internal abstract class TrainingStage(string name, int steps) : IDisposable
{
    /// <summary>The name of the stage that most models have alone.</summary>
    public const string Fitting = "fitting";

    public string Name { get; } = name;

    public int Steps { get; } = steps;

    /// <summary>Share of its steps in which its loss still changes, 0..1, so that it is not stopped early.</summary>
    public double WarmUp { get; init; }

    /// <summary>Does one step on a batch and returns its loss, a tensor of one number: to read it would wait for the device.</summary>
    /// <param name="input">[N, D] what the model sees, noise included.</param>
    /// <param name="target">[N, D] what it should make of it.</param>
    /// <param name="progress">Share of the stage that is done, 0..1.</param>
    public abstract Tensor Step(Tensor input, Tensor target, double progress);

    /// <summary>Loss on rows that are not trained on: a tensor of one number.</summary>
    public abstract Tensor Judge(Tensor rows);

    public virtual void Dispose()
    {
    }
}
