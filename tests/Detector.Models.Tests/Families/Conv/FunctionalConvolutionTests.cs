using Detector.Core.Samples;
using Detector.Models.Families;
using Detector.Models.Families.Conv;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families.Conv;

public class FunctionalConvolutionTests
{
    [Fact]
    public void InTrainingItMultipliesRoundedNumbersAndGivesAndLearnsSinglePrecision()
    {
        using DisposeScope scope = NewDisposeScope();
        (Conv2d plain, Tensor batch) = SeededTorch.Run(3, () => (nn.Conv2d(3, 5, 3, padding: 1), randn(4, 3, 8, 9)));
        using var rounding = new FunctionalConvolution(
            plain.weight, plain.bias!, (x, weight, bias) => nn.functional.conv2d(x, weight, bias, padding: [1, 1]), DeviceType.CPU);

        Tensor made = rounding.forward(batch);
        made.square().mean().backward();

        // Eight bits of precision: the rounded numbers themselves, multiplied exactly, differ from what came out by no more than its own
        // rounding.
        Tensor Rounded(Tensor x) => x.detach().to(ScalarType.BFloat16).to(ScalarType.Float32);
        Tensor expected = nn.functional.conv2d(Rounded(batch), Rounded(plain.weight), Rounded(plain.bias!), padding: [1, 1]);
        Assert.InRange(((made - expected).abs() / (expected.abs() + Kept(0.1))).max().item<float>(), 0, 1 / 128f);
        Assert.NotEqual(0, (made - plain.forward(batch)).abs().max().item<float>());
        Assert.Equal((ScalarType.Float32, ScalarType.Float32), (made.dtype, plain.weight.grad!.dtype));
        Assert.Equal(["bias", "weight"], rounding.state_dict().Keys.Order());

        rounding.eval();
        Assert.Equal(0, (rounding.forward(batch) - plain.forward(batch)).abs().max().item<float>());
    }

    [Theory]
    [InlineData(Upsampling.Transposed)]
    [InlineData(Upsampling.Nearest)]
    public void AModelHasTheSameWeightsAndScoresTheSame(Upsampling upsampling)
    {
        using DisposeScope scope = NewDisposeScope();
        var input = new ModelInput(new SampleLayout(2, 7, 10));
        var settings = new ModelSettings { Family = "conv", Conv = new() { Upsampling = upsampling } };
        using Autoencoder single = ModelBuilder.Create(settings, input);
        using Autoencoder half = ModelBuilder.Create(
            settings with { Conv = settings.Conv with { Precision = Precision.BFloat16 } }, input);
        Tensor batch = Sample.Noise(5, input.Width);

        Assert.Equal(single.state_dict().Keys, half.state_dict().Keys);
        Assert.All(
            single.state_dict(), weight => Assert.True(weight.Value.eq(half.state_dict()[weight.Key]).all().item<bool>(), weight.Key));
        Assert.True(
            single.forward(batch).Reconstruction.eq(half.forward(batch).Reconstruction).all().item<bool>()); // on a CPU nothing is rounded
    }
}
