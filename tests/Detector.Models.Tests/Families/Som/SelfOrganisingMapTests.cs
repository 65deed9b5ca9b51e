using Detector.Models.Families;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Stages;
using Detector.Models.Torch;
using TorchSharp;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families.Som;

public class SelfOrganisingMapTests(ITestOutputHelper output)
{
    private const int Side = 6;

    [Fact]
    public void AGridIsLaidOutAsOne()
    {
        // The samples are about the points of a grid that lies askew in five dimensions.
        using DisposeScope scope = NewDisposeScope();
        Tensor samples = SeededTorch.Run(3, () =>
            randint(Side, [3000, 2], ScalarType.Float32).add(randn(3000, 2) * Kept(0.1)).matmul(linalg.qr(randn(5, 2)).Q.t())
                + (randn(3000, 5) * Kept(0.02)));
        var settings = new ModelSettings { Family = "som", Som = new() { Rows = Side, Columns = Side } };
        Autoencoder module = ModelBuilder.Create(settings, Sample.Input(5));
        (double topographic, double quantisation) first = Errors(module, samples);

        Teach(module, settings, samples, 300);

        (double topographic, double quantisation) last = Errors(module, samples);
        output.WriteLine($"{first} -> {last}");
        Assert.InRange(first.topographic, 0.3, 1);
        Assert.InRange(last.topographic, 0, 0.05);

        // Where each unit has a point of the grid, what is left is the spread about it: 0.1 in two dimensions, 0.02 in five.
        double least = Math.Sqrt(((2 * 0.01) + (5 * 0.0004)) / 5);
        Assert.InRange(last.quantisation, 0.95 * least, 2 * least);
        Assert.True(first.quantisation > 10 * last.quantisation);
    }

    [Fact]
    public void ALoneUnitBecomesTheMean()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor samples = SeededTorch.Run(3, () => randn(100, 4) + Kept(2));
        var settings = new ModelSettings { Family = "som", Som = new() { Rows = 1, Columns = 1 } };
        Autoencoder module = ModelBuilder.Create(settings, Sample.Input(4));

        Teach(module, settings, samples, 3);

        Assert.InRange((module.forward(samples).Reconstruction - samples.mean([0])).abs().max().item<float>(), 0, 1e-5);
    }

    [Fact]
    public void TheCodeIsThePlaceOfTheNearestUnitAndTheReconstructionItsSample()
    {
        using DisposeScope scope = NewDisposeScope();
        Autoencoder module = ModelBuilder.Create(
            new ModelSettings { Family = "som", Som = new() { Rows = 2, Columns = 3 } }, Sample.Input(2));
        using (no_grad())
        {
            module.state_dict()["weight"].copy_(tensor([0f, 0, 0, 1, 0, 2, 5, 0, 5, 1, 5, 2], [6, 2]));
        }

        ModelOutput made = module.forward(tensor([4.6f, 1.9f, 0.3f, 0.8f], [2, 2]));

        Assert.Equal([1f, 2, 0, 1], made.Code.data<float>().ToArray());
        Assert.Equal([5f, 2, 0, 1], made.Reconstruction.contiguous().data<float>().ToArray());
    }

    private static void Teach(Autoencoder module, ModelSettings settings, Tensor samples, int steps)
    {
        using TrainingStage stage = module.Stages(settings, steps).Single();
        int batch = Math.Min(256, (int)samples.shape[0]);
        for (int step = 0; step < steps; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor rows = samples.narrow(0, step * batch % (samples.shape[0] - batch + 1), batch);
            stage.Step(rows, rows, (double)step / steps);
        }
    }

    // The share of samples whose two nearest units are not neighbours (K. Kiviluoto, 1996), and the root mean square of the distance to
    // the nearest.
    private static (double Topographic, double Quantisation) Errors(Autoencoder module, Tensor samples)
    {
        Tensor distances = cdist(samples, module.state_dict()["weight"]);
        long[] nearest = distances.topk(2, 1, largest: false).indexes.contiguous().data<long>().ToArray();
        double apart = nearest.Chunk(2)
            .Count(pair => Math.Max(Math.Abs((pair[0] / Side) - (pair[1] / Side)), Math.Abs((pair[0] % Side) - (pair[1] % Side))) > 1);
        return (apart / samples.shape[0], Math.Sqrt((module.forward(samples).Reconstruction - samples).square().mean().item<float>()));
    }
}
