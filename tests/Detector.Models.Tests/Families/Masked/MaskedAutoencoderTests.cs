using Detector.Core.Samples;
using Detector.Models.Families;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Stages;
using Detector.Models.Torch;
using TorchSharp;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families.Masked;

public class MaskedAutoencoderTests
{
    [Theory]
    [InlineData(5, 0, 5)]
    [InlineData(40, 0, 16)]
    [InlineData(40, 6, 6)]
    public void NoFeatureIsSeenWhileItIsPredicted(int features, int groups, int expected)
    {
        using DisposeScope scope = NewDisposeScope();
        Autoencoder module = Module(features, groups);
        Tensor row = Sample.Noise(1, features);
        long[] group = module.state_dict()["groups"].data<long>().ToArray();
        float[] before = Numbers(module.forward(row).Reconstruction);

        for (int changed = 0; changed < features; changed++)
        {
            Tensor other = row.clone();
            other[0, changed] += 3;
            float[] after = Numbers(module.forward(other).Reconstruction);

            // Those that are hidden along with it do not see it either, and all others do.
            Assert.Equal(group.Select(g => g == group[changed]), before.Zip(after, (b, a) => b == a));
        }

        int[] sizes = [.. group.GroupBy(g => g).Select(g => g.Count())];
        Assert.Equal(expected, sizes.Length);
        Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);
    }

    [Fact]
    public void AbsentNumbersAreHidden()
    {
        using DisposeScope scope = NewDisposeScope();
        Autoencoder module = ModelBuilder.Create(new ModelSettings { Family = "masked", Masked = new() { Groups = 1 } },
            new ModelInput(new SampleLayout(3, 2)));
        module.eval();
        Tensor whole = Sample.Noise(1, 6);
        Tensor absent = whole.clone();
        absent[0, 2] = float.NaN;
        absent[0, 3] = float.NaN;
        Tensor none = full_like(whole, Kept(float.NaN));

        // With one group all are hidden while they are predicted: whatever is there, the prediction is the same.
        float[] expected = Numbers(module.forward(whole).Reconstruction);
        ModelOutput output = module.forward(absent);

        Assert.Equal(expected.Select((value, i) => i is 2 or 3 ? float.NaN : value), Numbers(output.Reconstruction));
        Assert.NotEqual(Numbers(module.forward(whole).Code), Numbers(output.Code));
        Assert.NotEqual(Numbers(output.Code), Numbers(module.forward(absent.nan_to_num()).Code));
        Assert.All(Numbers(module.forward(none).Code), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void AFeatureIsPredictedFromThoseItHangsTogetherWith()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor rows = SeededTorch.Run(4, () => Rows(2000));
        Autoencoder module = Module(5, 0);
        module.train();
        using var stage = new GradientStage("fitting", module.parameters(), module.Loss, new ModelSettings { LearningRate = 0.01 }, 600);
        for (int step = 0; step < stage.Steps; step++)
        {
            using DisposeScope inner = NewDisposeScope();
            Tensor batch = rows.narrow(0, step * 256 % 1700, 256);
            SeededTorch.Run(step, () => stage.Step(batch, batch, (double)step / stage.Steps));
        }

        module.eval();
        float[] errors = Numbers((module.forward(rows).Reconstruction - rows).square().mean([0]));

        // The product is known from its factors; what hangs together with nothing is best predicted as its mean, whose error is its
        // variance.
        Assert.InRange(errors[3], 0, 0.15);
        Assert.InRange(errors[2], 0.95, 1.15);
        Assert.InRange(errors[4], 0.95, 1.15);
    }

    [Fact]
    public void TheHeldOutLossIsTheErrorOfWhatIsReconstructed()
    {
        using DisposeScope scope = NewDisposeScope();
        Autoencoder module = Module(7, 3);
        Tensor rows = Sample.Noise(50, 7);

        float expected = (module.forward(rows).Reconstruction - rows).square().mean().item<float>();

        Assert.Equal(expected, module.Loss(rows, rows, 1).item<float>(), 1e-6);
        Assert.Equal(module.Loss(rows, rows, 1).item<float>(), module.Loss(rows, rows, 1).item<float>());
    }

    [Fact]
    public void SharesThatCrossAreRefused() =>
        Assert.Contains("LeastHidden (0.6)", Assert.Throws<ArgumentException>(
            () => ModelBuilder.Create(new ModelSettings { Family = "masked", Masked = new() { LeastHidden = 0.6 } },
                Sample.Input(5))).Message);

    // Three numbers, the product of two of them, and one more.
    private static Tensor Rows(int count)
    {
        Tensor seen = randn(count, 3);
        return cat([seen, seen.narrow(1, 0, 1) * seen.narrow(1, 1, 1), randn(count, 1)], 1);
    }

    private static Autoencoder Module(int features, int groups)
    {
        Autoencoder module = ModelBuilder.Create(new ModelSettings { Family = "masked", Masked = new() { Groups = groups } },
            Sample.Input(features));
        module.eval();
        return module;
    }

    private static float[] Numbers(Tensor tensor) => tensor.detach().contiguous().data<float>().ToArray();
}
