namespace TorchSharp.Modules;

/// <summary>What can be set for each group of parameters. What is null is taken from the optimizer.</summary>
public class OptimizerOptions
{
    public double? LearningRate { get; set; }

    /// <summary>The learning rate that schedulers start from.</summary>
    public double InitialLearningRate { get; set; }
}
