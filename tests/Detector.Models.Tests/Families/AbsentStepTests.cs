using Detector.Core.Samples;
using Detector.Models.Families;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families;

/// <summary>Steps whose numbers are NaN are not there.</summary>
public class AbsentStepTests
{
    private static readonly SampleLayout Shape = new(3, 2);

    [Theory]
    [InlineData(LossKind.Mse, ((0.25 * 0.25) + (0.5 * 0.5)) / 4)]
    [InlineData(LossKind.Mae, 0.75 / 4)]
    [InlineData(LossKind.Huber, ((0.25 * 0.25) + (0.5 * 0.5)) / 4)]
    public void ALossIsTheMeanOverWhatIsThere(LossKind kind, double expected)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor target = Row(0.5f, 0, float.NaN, float.NaN, 1, 1);
        Tensor reconstruction = Row(0.25f, 0, float.NaN, float.NaN, 1, 0.5f).requires_grad_(true);

        Tensor loss = Losses.Reconstruction(kind, Shape, reconstruction, target);
        loss.backward();

        Assert.Equal(expected, loss.item<float>(), 1e-6);
        float[] gradient = reconstruction.grad!.data<float>().ToArray();
        Assert.Equal((0f, 0f), (gradient[2], gradient[3]));
        Assert.All(gradient, value => Assert.True(float.IsFinite(value)));
        Assert.True(gradient[0] < 0 && gradient[5] < 0);
    }

    [Fact]
    public void CrossEntropyToo()
    {
        using DisposeScope scope = NewDisposeScope();
        float loss = Losses.Reconstruction(LossKind.Bce, Shape, Row(0.25f, 0.5f, float.NaN, float.NaN, 0.5f, 0.5f),
            Row(1, 0, float.NaN, float.NaN, 1, 1)).item<float>();

        Assert.Equal((Math.Log(4) + (3 * Math.Log(2))) / 4, loss, 1e-6);
    }

    [Theory]
    [InlineData("dense")]
    [InlineData("conv")]
    public void WhatIsAbsentIsTakenAsTheMeanAndNotReconstructed(string family)
    {
        using DisposeScope scope = NewDisposeScope();
        Autoencoder module = ModelBuilder.Create(new ModelSettings { Family = family }, new ModelInput(Shape));
        module.eval();

        ModelOutput whole = module.forward(Row(1, 2, 0, 0, 3, 4));
        ModelOutput cut = module.forward(Row(1, 2, float.NaN, float.NaN, 3, 4));

        float[] made = cut.Reconstruction.data<float>().ToArray();
        Assert.Equal([false, false, true, true, false, false], made.Select(float.IsNaN));
        Assert.Equal(whole.Reconstruction.data<float>().ToArray().Where((_, i) => i is < 2 or > 3), made.Where((_, i) => i is < 2 or > 3));
        Assert.Equal(whole.Code.data<float>().ToArray(), cut.Code.data<float>().ToArray());
    }

    public static MatrixTheoryData<string, Variant> Models => new(["dense", "conv", "recurrent"], Enum.GetValues<Variant>());

    [Theory]
    [MemberData(nameof(Models))]
    public void EveryVariantLearnsFromSequencesThatLackSteps(string family, Variant variant)
    {
        using DisposeScope scope = NewDisposeScope();
        Autoencoder module = ModelBuilder.Create(new ModelSettings { Family = family, Variant = variant }, new ModelInput(Shape));
        Tensor batch = cat([Row(1, 2, float.NaN, float.NaN, 3, 4), Row(float.NaN, float.NaN, 1, 0, 0, 1), Row(1, 2, 3, 4, 5, 6)]);

        Tensor loss = module.Loss(batch, batch, 0.5);
        loss.backward();

        Assert.True(float.IsFinite(loss.item<float>()));
        // What a discriminator makes of its features is no part of a model's loss.
        Assert.All(module.named_parameters().Where(p => !p.name.StartsWith("verdict", StringComparison.Ordinal)),
            p => Assert.True(p.parameter.grad!.isfinite().all().item<bool>()));
    }

    private static Tensor Row(params float[] numbers) => tensor(numbers).reshape(1, -1);
}
