using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

[Collection(nameof(Alone))]
public sealed class ModuleTests
{
    [Fact]
    public void RegisteredComponentsHavePyTorchsNames()
    {
        using var model = new Model();
        Assert.Equal(
            ["scale", "first.weight", "first.bias", "tail.0.weight", "tail.0.bias", "tail.2.weight", "tail.2.bias", "heads.0.weight", "heads.1.weight"],
            model.named_parameters().Select(pair => pair.name));
        Assert.Equal(["offset", "norm.running_mean", "norm.running_var", "norm.num_batches_tracked"], model.named_buffers().Select(pair => pair.name));
        Assert.Equal(["first", "norm", "tail", "heads"], model.named_children().Select(pair => pair.name));
        Assert.Contains("tail.1", model.named_modules().Select(pair => pair.name));
        Assert.Equal(13, model.state_dict().Count);
        Assert.Same(model.get_parameter("first.weight"), model.state_dict()["first.weight"]);
        Assert.True(model.has_buffer("offset"));
        Assert.False(model.has_parameter("second.weight"));
    }

    [Fact]
    public void TrainingAndEvaluationReachEveryModule()
    {
        using var model = new Model();
        model.eval();
        Assert.All(model.modules().Append(model), module => Assert.False(module.training));
        model.train();
        Assert.All(model.modules().Append(model), module => Assert.True(module.training));
    }

    [Fact]
    public void DropoutDropsOnlyInTraining()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var dropout = nn.Dropout(0.25);
        var x = ones(10_000);
        var kept = dropout.call(x);
        Assert.Equal(0.25, (kept == 0).@float().mean().ToDouble(), 0.02);
        Assert.Equal(1 / 0.75, kept.max().ToDouble(), 1e-6);
        dropout.eval();
        Assert.True(dropout.call(x).Equals(x));
    }

    [Fact]
    public void Dropout2dDropsWholeChannels()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var dropout = nn.Dropout2d(0.5);
        var means = dropout.call(ones(50, 20, 3, 3)).mean([2, 3]);
        Assert.Equal([0f, 2f], means.unique().output.data<float>().ToArray());
        Assert.Equal(0.5, (means == 0).@float().mean().ToDouble(), 0.06);
    }

    [Fact]
    public void WhatIsSavedComesBackToTheBit()
    {
        var file = Path.GetTempFileName();
        manual_seed(1);
        using var model = new Model();
        manual_seed(2);
        using var other = new Model();
        Assert.False(model.get_parameter("first.weight")!.Equals(other.get_parameter("first.weight")!));
        model.save(file);
        other.load(file);
        File.Delete(file);
        var copy = other.state_dict();
        foreach (var (name, tensor) in model.state_dict())
            Assert.True(tensor.bytes.SequenceEqual(copy[name].bytes), name);
        Assert.True(other.get_parameter("first.weight")!.requires_grad);
    }

    [Fact]
    public void AStateOfAnotherModelIsRefused()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        nn.Linear(2, 3).save(writer);
        stream.Position = 0;
        var shape = Assert.Throws<ArgumentException>(() => nn.Linear(3, 2).load(stream));
        Assert.Contains("[3, 2]", shape.Message);
        var names = Assert.Throws<InvalidOperationException>(() => nn.Linear(2, 3).load_state_dict(new() { ["weigth"] = zeros(3, 2) }));
        Assert.Contains("Missing: [weight, bias]. Unexpected: [weigth]", names.Message);
        var (missing, unexpected) = nn.Linear(2, 3).load_state_dict(new() { ["weight"] = zeros(3, 2), ["more"] = zeros(1) }, strict: false);
        Assert.Equal(["bias"], missing);
        Assert.Equal(["more"], unexpected);
    }

    [Fact]
    public void AFileThatIsCutShortIsRefused()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        nn.Linear(20, 30).save(writer);
        stream.SetLength(stream.Length / 2);
        stream.Position = 0;
        Assert.Throws<EndOfStreamException>(() => nn.Linear(20, 30).load(stream));
    }

    [Fact]
    public void MovingKeepsTheParametersThatOthersHold()
    {
        using var layer = nn.Linear(2, 2);
        var weight = layer.weight;
        Assert.Same(layer, layer.to(float64));
        Assert.Same(weight, layer.weight);
        Assert.Equal(float64, weight.dtype);
        Assert.True(weight.requires_grad);
        Assert.True(weight.is_leaf);
        Assert.Throws<ArgumentException>(() => layer.to(int64));
        using var result = layer.call(ones(1, 2, dtype: float64));
        Assert.Equal(float64, result.dtype);
    }

    [Fact]
    public void AFreshLinearLayerIsSpreadAsPyTorchSpreadsIt()
    {
        manual_seed(1);
        using var layer = nn.Linear(400, 300);
        var bound = 1 / Math.Sqrt(400);
        foreach (var parameter in layer.parameters())
        {
            using var scope = NewDisposeScope();
            Assert.InRange(parameter.abs().max().ToDouble(), bound * 0.95, bound);
        }
        using var spread = layer.weight.std();
        Assert.Equal(bound / Math.Sqrt(3), spread.ToDouble(), bound * 0.02);
    }

    [Fact]
    public void ContainersKeepOrderAndNames()
    {
        using var list = nn.ModuleList(nn.Linear(1, 2), nn.Linear(2, 3));
        list.Insert(1, nn.Linear(2, 2));
        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias", "2.weight", "2.bias"], list.named_parameters().Select(pair => pair.name));
        using var dictionary = nn.ModuleDict(("code", nn.Linear(1, 1)), ("decode", nn.Linear(1, 1)));
        Assert.Equal(["code", "decode"], dictionary.Keys);
        Assert.Equal(4, dictionary.parameters().Count());
        using var parameters = nn.ParameterList(nn.Parameter(ones(1)), nn.Parameter(ones(2)));
        Assert.Equal(["0", "1"], parameters.named_parameters().Select(pair => pair.name));
    }

    [Fact]
    public void ZeroGradForgetsGradients()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(2, 1);
        layer.call(ones(1, 2)).sum().backward();
        layer.zero_grad(set_to_none: false);
        Assert.Equal([0f, 0f], layer.weight.grad!.data<float>().ToArray());
        layer.zero_grad();
        Assert.Null(layer.weight.grad);
    }

    private sealed class Model : nn.Module<Tensor, Tensor>
    {
        private readonly Linear first = nn.Linear(4, 3);
        private readonly BatchNorm1d norm = nn.BatchNorm1d(3, affine: false);
        [ComponentName(Name = "tail")]
        private readonly Sequential _tail = nn.Sequential(nn.Linear(3, 2), nn.ReLU(), nn.Linear(2, 4));
        private readonly ModuleList<Linear> heads = nn.ModuleList(nn.Linear(4, 1, false), nn.Linear(4, 1, false));
        private readonly Parameter scale = nn.Parameter(ones(1));
        private readonly Tensor offset = zeros(4);

        public Model() : base(nameof(Model)) => RegisterComponents();

        public override Tensor forward(Tensor input) => _tail.call(norm.call(first.call(input))) * scale + offset;
    }
}
