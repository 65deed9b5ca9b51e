using Detector.Core.Features;
using Detector.Models.Families;
using Detector.Models.Families.Variants;
using Detector.Models.Generation;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Torch;
using Detector.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families.Variants;

public class AdversarialAutoencoderTests(ITestOutputHelper output)
{
    private const int Fields = 6;
    private static readonly ModelSettings Adversarial = Sample.Fast with
    {
        Variant = Variant.Adversarial, Widths = [32, 2], InputNoise = 0, LearningRate = 0.02, MaxSteps = 400, BatchSize = 128, Trim = 0,
        Adversarial = new() { Width = 32 }, EarlyStopping = new() { Patience = 0 },
    };

    private static readonly Lazy<TrainedModel> Trained = new(() => Sample.Train(Skewed(4000, seed: 2), Adversarial));

    [Fact]
    public void BothLossesAndTheirGradientsArePyTorchs()
    {
        using DisposeScope scope = NewDisposeScope();
        var reference = new Reference("Families/Variants", "adversarial");
        var settings = new ModelSettings { Variant = Variant.Adversarial,
            Widths = [5, 3], Adversarial = new() { Weight = 0.7, Width = 4, Smoothing = 0.4 } };
        using var module = (AdversarialAutoencoder)ModelBuilder.Create(settings, Sample.Input(Fields));
        reference.LoadInto(module);
        Tensor Gradient(string of) => module.named_parameters().Single(p => p.name == of).parameter.grad!;

        Tensor loss = module.Loss(reference["input"], reference["input"], 1);
        loss.backward();

        reference.Equal("code", module.forward(reference["input"]).Code);
        reference.Equal("loss", loss.reshape(1));
        reference.Equal("gradient", Gradient("code.weight"));
        module.zero_grad();

        loss = module.DiscriminatorLoss(reference["code"], reference["draws"]);
        loss.backward();

        reference.Equal("discriminator", loss.reshape(1));
        reference.Equal("discriminator_gradient", Gradient("discriminator.0.weight"));
    }

    // What makes the rows is far from normal, and so is a code that only follows it: even where its mean and spread are taken away.
    [Fact]
    public void CodesOfNewRowsPassATwoSampleTestAgainstThePriorAndPlainOnesDoNot()
    {
        var random = new Random(12);
        float[][] prior = [.. Enumerable.Range(0, 400).Select(_ => new[] { (float)Normal(random), (float)Normal(random) })];

        double adversarial = TwoSampleTest.Significance(Codes(Trained.Value), prior);
        double plain = TwoSampleTest.Significance(
            Standardised(Codes(Sample.Train(Skewed(4000, seed: 2), Adversarial with { Variant = Variant.Plain }))), prior);

        output.WriteLine($"p = {adversarial:F3}, plain {plain:F3}");
        Assert.InRange(adversarial, 0.05, 1);
        Assert.InRange(plain, 0, 0.01);
    }

    [Fact]
    public void ItReconstructsAndItsDrawsAreLikeTheRows()
    {
        Encoded sample = Trained.Value.Sample;
        using var generator = new SampleGenerator(Trained.Value.Parts);

        float[][] made = [.. generator.Generate(400, 5, []).Chunk(Fields)];
        float[][] real = [.. sample.Features.Chunk(Fields).Take(400)];

        double energy = TwoSampleTest.Energy(made, real);
        output.WriteLine($"error {sample.Errors().Average():F3}, energy distance {energy:F3}");
        Assert.InRange(sample.Errors().Average(), 0, 0.15);
        Assert.InRange(energy, 0, 0.05);
    }

    [Fact]
    public void TheEnergyDistanceIsThatOfItsDefinition()
    {
        using DisposeScope scope = NewDisposeScope();
        float[][] first = [[0, 0], [3, 4]];
        float[][] second = [[0, 0], [0, 1], [6, 8]];

        double distance = EnergyDistance.Between(Matrix(first), Matrix(second)).item<float>();

        Assert.Equal(TwoSampleTest.Energy(first, second), distance, 1e-5);
    }

    private static float[][] Codes(TrainedModel model)
    {
        using DisposeScope scope = NewDisposeScope();
        RowSet fresh = Skewed(400, seed: 103);
        float[] features = new float[fresh.Count * Fields];
        model.Parts.Transform.Transform(fresh.Rows(0, fresh.Count), fresh.Count, features);
        using Autoencoder module = ModelBuilder.Load(model.Parts.Settings, model.Parts.Input, model.Parts.Members[0].Weights, CPU);
        return [.. module.forward(tensor(features, [fresh.Count, Fields])).Code.detach().data<float>().ToArray().Chunk(2)];
    }

    private static float[][] Standardised(float[][] codes)
    {
        float[] means = [.. Enumerable.Range(0, 2).Select(i => codes.Average(code => code[i]))];
        float[] deviations = [.. Enumerable.Range(0, 2)
            .Select(i => MathF.Sqrt(codes.Average(code => (code[i] - means[i]) * (code[i] - means[i]))))];
        return [.. codes.Select(code => code.Select((value, i) => (value - means[i]) / deviations[i]).ToArray())];
    }

    private static Tensor Matrix(float[][] rows) => tensor([.. rows.SelectMany(row => row)], [rows.Length, rows[0].Length]);

    // Mixtures of two hidden numbers, each the sum of two exponentially distributed ones.
    private static RowSet Skewed(int count, int seed)
    {
        var random = new Random(seed);
        var rows = new RowSet(Fields);
        for (int i = 0; i < count; i++)
        {
            double a = -Math.Log((1 - random.NextDouble()) * (1 - random.NextDouble()));
            double b = -Math.Log((1 - random.NextDouble()) * (1 - random.NextDouble()));
            rows.Add([.. Enumerable.Range(0, Fields).Select(f => (a * Math.Cos(f)) + (b * Math.Sin(f)) + (0.05 * Normal(random)))]);
        }

        return rows;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
