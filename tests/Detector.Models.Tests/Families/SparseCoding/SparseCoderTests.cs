using Detector.Models.Families;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Stages;
using Detector.Models.Torch;
using Detector.Models.Training;
using TorchSharp;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families.SparseCoding;

public class SparseCoderTests(ITestOutputHelper output)
{
    private const int Width = 16;
    private const int Atoms = 20;

    [Fact]
    public void APlantedDictionaryIsFoundAgain()
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor planted, Tensor samples) = SeededTorch.Run(2, Planted);
        var settings = new ModelSettings { Family = "sparse-coding", Widths = [Atoms], SparseCoding = new() { Penalty = 0.2 } };
        Autoencoder module = ModelBuilder.Create(settings, Sample.Input(Width));
        Tensor learned = module.state_dict()["decoder.weight"];
        float first = Likeness(planted, learned);

        Teach(module, settings, samples, 100);

        float last = Likeness(planted, learned);
        output.WriteLine($"{first} -> {last}");
        Assert.InRange(first, 0, 0.8);
        Assert.InRange(last, 0.95, 1);
        Assert.All(learned.norm(0).data<float>().ToArray(), length => Assert.Equal(1, length, 1e-4));
    }

    [Fact]
    public void MoreThanOneWidthIsRefused() =>
        Assert.Contains("has one width", Assert.Throws<ArgumentException>(
            () => ModelBuilder.Create(new ModelSettings { Family = "sparse-coding", Widths = [8, 3] }, Sample.Input(5))).Message);

    private static void Teach(Autoencoder module, ModelSettings settings, Tensor samples, int steps)
    {
        using TrainingStage stage = module.Stages(settings, steps).Single();
        for (int step = 0; step < steps; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor batch = samples.narrow(0, step * 200 % 2000, 200);
            stage.Step(batch, batch, (double)step / steps);
        }
    }

    // Each sample is made of three atoms, and a little noise.
    private static (Tensor Dictionary, Tensor Samples) Planted()
    {
        Tensor dictionary = nn.functional.normalize(randn(Width, Atoms), dim: 0);
        Tensor chosen = zeros(2000, Atoms).scatter_(1, rand(2000, Atoms).argsort(1).narrow(1, 0, 3), ones(2000, 3));
        Tensor codes = chosen * (rand(2000, Atoms) + Kept(1)) * (rand(2000, Atoms) - Kept(0.5)).sign();
        return (dictionary, codes.matmul(dictionary.t()) + (randn(2000, Width) * Kept(0.02)));
    }

    // Mean over the planted atoms of the cosine with the learned atom that is nearest, whatever its sign.
    private static float Likeness(Tensor planted, Tensor learned) => planted.t().matmul(learned).abs().amax(1).mean().item<float>();
}
