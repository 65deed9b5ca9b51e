using Detector.Models.Settings;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Detector.Models.Training;

internal static class Optimizers
{
    /// <param name="settings">Which, and its learning rate and weight decay.</param>
    /// <param name="parameters">What is changed.</param>
    /// <param name="memory">How much of its past gradients' mean AdamW and Adam keep each step.</param>
    public static optim.Optimizer Create(ModelSettings settings, IEnumerable<Parameter> parameters, double memory = 0.9)
    {
        double rate = settings.LearningRate;
        double decay = settings.WeightDecay;
        return settings.Optimizer switch
        {
            OptimizerKind.AdamW => optim.AdamW(parameters, rate, beta1: memory, beta2: 0.999, weight_decay: decay),
            OptimizerKind.Adam => optim.Adam(parameters, rate, beta1: memory, beta2: 0.999, weight_decay: decay),
            OptimizerKind.Sgd => optim.SGD(parameters, rate, momentum: 0.9, weight_decay: decay),
            OptimizerKind.RmsProp => optim.RMSProp(parameters, rate, weight_decay: decay),
            _ => throw new ArgumentException($"There is no optimizer {settings.Optimizer}."),
        };
    }
}
