using Detector.Models.Settings;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Detector.Models.Training;

internal static class Optimizers
{
    public static optim.Optimizer Create(ModelSettings settings, IEnumerable<Parameter> parameters)
    {
        double rate = settings.LearningRate;
        double decay = settings.WeightDecay;
        return settings.Optimizer switch
        {
            OptimizerKind.AdamW => optim.AdamW(parameters, rate, beta2: 0.999, weight_decay: decay),
            OptimizerKind.Adam => optim.Adam(parameters, rate, beta2: 0.999, weight_decay: decay),
            OptimizerKind.Sgd => optim.SGD(parameters, rate, momentum: 0.9, weight_decay: decay),
            OptimizerKind.RmsProp => optim.RMSProp(parameters, rate, weight_decay: decay),
            _ => throw new ArgumentException($"There is no optimizer {settings.Optimizer}."),
        };
    }
}
