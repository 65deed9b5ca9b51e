using Detector.Models.Families;
using Detector.Models.Settings;
using static TorchSharp.torch;

namespace Detector.Models.Training;

internal static class Optimizers
{
    public static optim.Optimizer Create(ModelSettings settings, Autoencoder module)
    {
        double rate = settings.LearningRate;
        double decay = settings.WeightDecay;
        return settings.Optimizer switch
        {
            OptimizerKind.AdamW => optim.AdamW(module.parameters(), rate, beta2: 0.999, weight_decay: decay),
            OptimizerKind.Adam => optim.Adam(module.parameters(), rate, beta2: 0.999, weight_decay: decay),
            OptimizerKind.Sgd => optim.SGD(module.parameters(), rate, momentum: 0.9, weight_decay: decay),
            OptimizerKind.RmsProp => optim.RMSProp(module.parameters(), rate, weight_decay: decay),
            _ => throw new ArgumentException($"There is no optimizer {settings.Optimizer}."),
        };
    }
}
