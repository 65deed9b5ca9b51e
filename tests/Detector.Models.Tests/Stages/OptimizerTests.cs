using Detector.Models.Settings;
using Detector.Models.Stages;
using Detector.Models.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Stages;

/// <summary>Steps as TorchSharp's own optimizers and schedule make them.</summary>
public class OptimizerTests
{
    private const int Steps = 40;
    private const double Rate = 0.02;

    [Theory]
    [InlineData(OptimizerKind.AdamW, 0, 0.9)]
    [InlineData(OptimizerKind.AdamW, 0.05, 0.5)]
    [InlineData(OptimizerKind.Adam, 0, 0.9)]
    [InlineData(OptimizerKind.Adam, 0.05, 0.9)]
    [InlineData(OptimizerKind.Sgd, 0, 0.9)]
    [InlineData(OptimizerKind.Sgd, 0.05, 0.9)]
    [InlineData(OptimizerKind.RmsProp, 0, 0.9)]
    [InlineData(OptimizerKind.RmsProp, 0.05, 0.9)]
    public void ItStepsAsTheLibrarysDoes(OptimizerKind kind, double decay, double memory)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor rows = SeededTorch.Run(1, () => randn(32, 6));

        TorchSharp.Modules.Sequential reference = Network();
        using optim.Optimizer theirs = kind switch
        {
            OptimizerKind.AdamW => optim.AdamW(reference.parameters(), Rate, beta1: memory, beta2: 0.999, weight_decay: decay),
            OptimizerKind.Adam => optim.Adam(reference.parameters(), Rate, beta1: memory, beta2: 0.999, weight_decay: decay),
            OptimizerKind.Sgd => optim.SGD(reference.parameters(), Rate, momentum: 0.9, weight_decay: decay),
            _ => optim.RMSProp(reference.parameters(), Rate, weight_decay: decay),
        };
        optim.lr_scheduler.LRScheduler schedule = optim.lr_scheduler.OneCycleLR(theirs, Rate, total_steps: Steps, cycle_momentum: false);

        TorchSharp.Modules.Sequential network = Network();
        using Optimizer ours = Optimizer.Create(new ModelSettings { Optimizer = kind, WeightDecay = decay }, network.parameters(), memory);
        var rates = new OneCycle(Rate, Steps);

        for (int step = 0; step < Steps; step++)
        {
            theirs.zero_grad();
            nn.functional.mse_loss(reference.forward(rows), rows).backward();
            theirs.step();
            schedule.step();

            ours.ClearGradients();
            nn.functional.mse_loss(network.forward(rows), rows).backward();
            ours.Step(rates.Rate(step));
        }

        Assert.All(network.state_dict(), weight =>
            Assert.InRange((weight.Value - reference.state_dict()[weight.Key]).abs().max().item<float>(), 0, 2e-6f));
        Assert.True((network.state_dict()["0.weight"] - Network().state_dict()["0.weight"]).abs().max().item<float>() > 1e-3);
    }

    private static TorchSharp.Modules.Sequential Network() =>
        SeededTorch.Run(2, () => nn.Sequential(nn.Linear(6, 4), nn.Tanh(), nn.Linear(4, 6)));
}
