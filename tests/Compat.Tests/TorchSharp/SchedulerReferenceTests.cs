using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;
using Cycle = TorchSharp.torch.optim.lr_scheduler.impl.OneCycleLR;

namespace Compat.Tests.TorchSharp;

public sealed class SchedulerReferenceTests
{
    public static TheoryData<string> Names => [.. Reference.Names("schedulers")];

    [Theory]
    [MemberData(nameof(Names))]
    public void RatesAndMomentaArePyTorchs(string name)
    {
        var expected = Reference.Case("schedulers", name);
        var (rates, momenta, metrics) = (expected.Numbers("rates"), expected.Numbers("momenta"), expected.Numbers("metrics"));
        using var optimizer = Adam([nn.Parameter(zeros(1))], 0.1);
        var scheduler = Make(name, optimizer);
        var group = optimizer.ParamGroups.Single();
        for (var step = 0; step < rates.Length; step++)
        {
            Assert.Equal(rates[step], group.LearningRate, 1e-12);
            Assert.Equal(momenta[step], ((IBetas)group).Betas.Item1, 1e-12);
            if (metrics.Length > 0)
                scheduler.step(metrics[step]);
            else
                scheduler.step();
        }
    }

    [Fact]
    public void OneCycleRefusesToGoOnAfterItsEnd()
    {
        using var optimizer = Adam([nn.Parameter(zeros(1))], 0.1);
        var scheduler = lr_scheduler.OneCycleLR(optimizer, 0.5, total_steps: 3);
        for (var step = 0; step < 3; step++)
            scheduler.step();
        Assert.Throws<InvalidOperationException>(scheduler.step);
    }

    private static lr_scheduler.LRScheduler Make(string name, Optimizer optimizer) => name switch
    {
        "lambda" => lr_scheduler.LambdaLR(optimizer, epoch => 1.0 / (1 + epoch)),
        "step" => lr_scheduler.StepLR(optimizer, 3, 0.5),
        "exponential" => lr_scheduler.ExponentialLR(optimizer, 0.9),
        "cosine" => lr_scheduler.CosineAnnealingLR(optimizer, 6, 0.01),
        "one cycle" => lr_scheduler.OneCycleLR(optimizer, 0.5, total_steps: 20),
        "one cycle linear" => lr_scheduler.OneCycleLR(
            optimizer, 0.5, epochs: 4, steps_per_epoch: 5, pct_start: 0.25, anneal_strategy: Cycle.AnnealStrategy.Linear, div_factor: 10,
            final_div_factor: 100, three_phase: true),
        "one cycle without momentum" => lr_scheduler.OneCycleLR(optimizer, 0.5, total_steps: 12, cycle_momentum: false),
        "plateau" => lr_scheduler.ReduceLROnPlateau(optimizer, factor: 0.5, patience: 1),
        "plateau max" => lr_scheduler.ReduceLROnPlateau(
            optimizer, "max", factor: 0.5, patience: 1, threshold: 0.05, threshold_mode: "abs", cooldown: 2, min_lr: [0.03]),
        _ => throw new ArgumentException($"no scheduler is named {name}"),
    };
}
