using Detector.Core.Features;
using Detector.Models.Families;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families.Variants;

public class SparseAutoencoderTests(ITestOutputHelper output)
{
    private const int Fields = 6;
    private static readonly ModelSettings Overcomplete = Sample.Fast with
    {
        Variant = Variant.Sparse, Widths = [12, 12], MaxSteps = 600, LearningRate = 0.01,
        InputNoise = 0, Trim = 0, EarlyStopping = new() { Patience = 0 },
    };

    [Theory]
    [InlineData("sparse-kl", 0, 0.3, 0.2)]
    [InlineData("sparse-l1", 0.5, 0, 0.1)]
    public void ForwardLossAndGradientArePyTorchs(string file, double l1, double kl, double rho)
    {
        using DisposeScope scope = NewDisposeScope();
        var reference = new Reference("Families/Variants", file);
        var settings = new ModelSettings { Variant = Variant.Sparse, Widths = [5, 9], Sparse = new() { L1 = l1, Kl = kl, Rho = rho } };
        Autoencoder module = ModelBuilder.Create(settings, Sample.Input(Fields));
        reference.LoadInto(module);

        Tensor loss = module.Loss(reference["input"], reference["input"], 1);
        loss.backward();

        ModelOutput made = module.forward(reference["input"]);
        reference.Equal("code", made.Code);
        reference.Equal("reconstruction", made.Reconstruction);
        reference.Equal("loss", loss.reshape(1));
        reference.Equal("gradient", module.named_parameters().Single(p => p.name == "code.weight").parameter.grad!);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.25)]
    public void TheMeanActivationOfEachUnitReachesRho(double rho)
    {
        double[] means = MeanActivations(Overcomplete with { Sparse = new() { Kl = 3, Rho = rho } });

        output.WriteLine(string.Join(' ', means.Select(mean => $"{mean:F3}")));
        Assert.All(means, mean => Assert.InRange(mean, rho - 0.02, rho + 0.02));
    }

    [Fact]
    public void TheMoreAnActivationCostsTheLessThereIsOfIt()
    {
        double[] path = [
            .. new[] { 0, 0.1, 1, 10 }.Select(l1 => MeanActivations(Overcomplete with { Sparse = new() { L1 = l1, Kl = 0 } }).Average())];

        output.WriteLine(string.Join(' ', path.Select(mean => $"{mean:F4}")));
        Assert.All(path.Zip(path.Skip(1)), pair => Assert.True(pair.Second < pair.First));
    }

    // Of the held-out rows.
    private static double[] MeanActivations(ModelSettings settings)
    {
        Encoded sample = Sample.Train(Sample.Rows(600, Fields), settings).Sample;
        return [.. Enumerable.Range(0, sample.CodeWidth)
            .Select(unit => sample.Codes.Where((_, i) => i % sample.CodeWidth == unit).Average(value => (double)value))];
    }
}
