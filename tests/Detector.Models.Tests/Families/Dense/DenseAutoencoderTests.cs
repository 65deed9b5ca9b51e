using Detector.Models.Families;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families.Dense;

/// <summary>Against PyTorch on the same weights (reference.py).</summary>
public class DenseAutoencoderTests
{
    [Theory]
    [InlineData("selu-mse", Activation.Selu, LossKind.Mse, new int[0])]
    [InlineData("gelu-huber", Activation.Gelu, LossKind.Huber, new[] { 4, 3 })]
    [InlineData("leakyrelu-mae", Activation.LeakyRelu, LossKind.Mae, new[] { 3 })]
    [InlineData("tanh-bce", Activation.Tanh, LossKind.Bce, new[] { 8, 4, 2 })]
    [InlineData("tied-elu-mse", Activation.Elu, LossKind.Mse, new[] { 5, 4, 2 }, true)]
    public void ForwardLossAndGradientArePyTorchs(string file, Activation activation, LossKind loss, int[] widths, bool tied = false)
    {
        using DisposeScope scope = NewDisposeScope();
        var reference = new Reference("Families/Dense", file);
        Tensor input = reference["input"];
        var settings = new ModelSettings { Activation = activation, Loss = loss, Widths = widths, Dense = new() { Tied = tied } };
        Autoencoder module = ModelBuilder.Create(settings, Sample.Input((int)input.shape[1]));
        reference.LoadInto(module);

        ModelOutput output = module.forward(input);
        Tensor value = module.Loss(input, input, 1);
        value.backward();

        reference.Equal("reconstruction", output.Reconstruction);
        reference.Equal("code", output.Code);
        reference.Equal("loss", value.reshape(1));
        reference.Equal("gradient", module.named_parameters().Single(p => p.name == "code.weight").parameter.grad!);
    }

    [Theory]
    [InlineData(6, "code.weight:2x6 encoder.0.weight:12x6 encoder.2.weight:6x12")]
    [InlineData(500, "code.weight:32x128 encoder.0.weight:256x500 encoder.2.weight:128x256")]
    [InlineData(30, "code.weight:4x30 encoder.0.weight:60x30 encoder.2.weight:30x60")]
    public void WithoutWidthsTheyFollowFromTheFeatures(int features, string expected)
    {
        using Autoencoder module = ModelBuilder.Create(new ModelSettings(), Sample.Input(features));

        Assert.Equal(expected, string.Join(' ', Weights.Of(module).Values
            .Where(w => !w.Name.StartsWith("decoder") && w.Name.EndsWith("weight"))
            .OrderBy(w => w.Name).Select(w => $"{w.Name}:{string.Join('x', w.Shape)}")));
    }

    [Fact]
    public void AWrongWidthIsNamed() =>
        Assert.Contains("cannot be -3 wide", Assert.Throws<ArgumentException>(
            () => ModelBuilder.Create(new ModelSettings { Widths = [8, -3] }, Sample.Input(5))).Message);

    [Fact]
    public void AnUnknownFamilyIsAnsweredWithTheKnown() =>
        Assert.Contains("there are: dense", Assert.Throws<ArgumentException>(() => FamilyCatalog.Find("magic")).Message);
}
