using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

public sealed class OptimizerReferenceTests
{
    public static TheoryData<string> Names => [.. Reference.Names("optimizers")];

    [Theory]
    [MemberData(nameof(Names))]
    public void TenStepsArePyTorchs(string name)
    {
        using var scope = NewDisposeScope();
        var expected = Reference.Case("optimizers", name);
        using var layer = nn.Linear(3, 2);
        layer.load_state_dict(expected.GetProperty("start").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.Tensor()));
        using var optimizer = Make(name, layer.parameters());
        var (input, target) = (expected.Tensor("input"), expected.Tensor("target"));
        var (losses, norms) = (expected.Numbers("losses"), expected.Numbers("norms"));
        for (var step = 0; step < 10; step++)
        {
            optimizer.zero_grad();
            var loss = nn.functional.mse_loss(layer.call(input).sigmoid(), target);
            loss.backward();
            Assert.Equal(norms[step], nn.utils.clip_grad_norm_(layer.parameters(), 0.15), 1e-6);
            optimizer.step();
            Assert.Equal(losses[step], loss.ToDouble(), 1e-6);
        }
        foreach (var entry in expected.GetProperty("end").EnumerateObject())
            Reference.Equal(entry.Value, layer.get_parameter(entry.Name), entry.Name);
    }

    [Fact]
    public void AGroupKeepsItsOwnRateAndTakesTheRestFromTheOptimizer()
    {
        using var scope = NewDisposeScope();
        var (slow, fast) = (nn.Parameter(ones(1)), nn.Parameter(ones(1)));
        using var optimizer = optim.SGD(
            [new SGD.ParamGroup { Parameters = [slow] }, new SGD.ParamGroup([fast], new SGD.Options { LearningRate = 0.5 })], learningRate: 0.1);
        (slow + fast).sum().backward();
        optimizer.step();
        Assert.Equal(0.9f, slow.item<float>());
        Assert.Equal(0.5f, fast.item<float>());
        Assert.Equal([0.1, 0.5], optimizer.ParamGroups.Select(group => group.LearningRate));
    }

    [Fact]
    public void AdamWDoesNotDecayUnlessTold()
    {
        using var scope = NewDisposeScope();
        var weight = nn.Parameter(ones(3));
        using var optimizer = optim.AdamW([weight], lr: 0.1);
        weight.grad = zeros(3);
        optimizer.step();
        Assert.Equal([1f, 1f, 1f], weight.data<float>().ToArray());
    }

    [Theory]
    [InlineData(-1, 0.9)]
    [InlineData(0.1, 1)]
    public void NumbersOutOfRangeAreRefused(double lr, double beta1) =>
        Assert.Throws<ArgumentException>(() => optim.Adam([nn.Parameter(zeros(1))], lr, beta1));

    private static optim.Optimizer Make(string name, IEnumerable<Parameter> parameters) => name switch
    {
        "adam" => optim.Adam(parameters, 0.05),
        "adam decay amsgrad" => optim.Adam(parameters, 0.05, 0.8, 0.9, weight_decay: 0.1, amsgrad: true),
        "adamw" => optim.AdamW(parameters, 0.05),
        "adamw decay" => optim.AdamW(parameters, 0.05, weight_decay: 0.1),
        "sgd" => optim.SGD(parameters, 0.1),
        "sgd momentum" => optim.SGD(parameters, 0.1, momentum: 0.9, dampening: 0.1, weight_decay: 0.01),
        "sgd nesterov" => optim.SGD(parameters, 0.1, momentum: 0.9, nesterov: true),
        "rmsprop" => optim.RMSProp(parameters, 0.02),
        "rmsprop centered" => optim.RMSProp(parameters, 0.02, alpha: 0.9, momentum: 0.5, centered: true, weight_decay: 0.1),
        _ => throw new ArgumentException($"no optimizer is named {name}"),
    };
}
