using Detector.Models.Families;
using Detector.Models.Families.Variants;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Torch;
using Detector.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families.Variants;

public class ContractiveAutoencoderTests(ITestOutputHelper output)
{
    private const int Features = 5;
    private const int Code = 3;

    [Theory]
    [InlineData("contractive-one-layer", new[] { Code })]
    [InlineData("contractive-deep", new[] { 4, Code })]
    public void LossAndGradientArePyTorchsWithTheWholeJacobian(string file, int[] widths)
    {
        using DisposeScope scope = NewDisposeScope();
        var reference = new Reference("Families/Variants", file);
        var settings = new ModelSettings { Variant = Variant.Contractive,
            Activation = Activation.Tanh, Widths = widths, Contractive = new() { Penalty = 0.7 } };
        Autoencoder module = ModelBuilder.Create(settings, Sample.Input(Features));
        reference.LoadInto(module);
        Tensor rows = OnceForEachFunction(reference["input"]);

        Tensor loss = module.Loss(rows, rows, 1);
        loss.backward();

        reference.Equal("code", module.forward(reference["input"]).Code);
        reference.Equal("loss", loss.reshape(1));
        reference.Equal("gradient", module.named_parameters().Single(p => p.name == "code.weight").parameter.grad!);
    }

    [Fact]
    public void TheClosedFormIsTheAutomaticOne()
    {
        using DisposeScope scope = NewDisposeScope();
        using nn.Module<Tensor, Tensor> layer = SeededTorch.Run(1, () => nn.Linear(Features, Code));
        Tensor rows = OnceForEachFunction(Sample.Noise(20, Features)).requires_grad_();
        Tensor code = layer.call(rows).sigmoid();

        double automatic = JacobianPenalty.Of(code, rows).item<float>();
        double closed = JacobianPenalty.OfSigmoid(code, layer.named_parameters().First().parameter).item<float>();

        Assert.Equal(automatic, closed, 1e-6);
        Assert.True(closed > 0.01);
    }

    [Theory]
    [InlineData(new[] { Code })]
    [InlineData(new[] { 8, Code })]
    public void ThePenaltyMakesTheCodeStiller(int[] widths)
    {
        ModelSettings settings = Sample.Fast with { Variant = Variant.Contractive,
            Widths = widths, Dense = new() { Tied = true }, LearningRate = 0.01, Trim = 0 };

        double with = Movement(settings with { Contractive = new() { Penalty = 100 } });
        double without = Movement(settings with { Contractive = new() { Penalty = 0 } });

        output.WriteLine($"{without} -> {with}");
        Assert.InRange(with, 0, 0.5 * without);
    }

    // How far codes of held-out rows move where each feature is moved a little.
    private static double Movement(ModelSettings settings)
    {
        using DisposeScope scope = NewDisposeScope();
        TrainedModel model = Sample.Train(Sample.Rows(400, Features), settings);
        using Autoencoder module = ModelBuilder.Load(settings, Sample.Input(Features), model.Parts.Members[0].Weights, CPU);
        Tensor rows = tensor(model.Sample.Features, [model.Sample.Rows, Features]);
        return Enumerable.Range(0, Features).Sum(i =>
        {
            Tensor step = zeros(Features);
            step[i] = 1e-2f;
            return (module.forward(rows + step).Code - module.forward(rows).Code).square().sum([1]).mean().item<float>();
        });
    }

    // The estimate is exact over as many equal rows as it has functions.
    private static Tensor OnceForEachFunction(Tensor rows) => rows.repeat_interleave(JacobianPenalty.Functions(Code), 0);
}
