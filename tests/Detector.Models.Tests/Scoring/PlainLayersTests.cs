using Detector.Core.Networks;
using Detector.Core.Samples;
using Detector.Models.Families;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Scoring;

public class PlainLayersTests
{
    public static TheoryData<Activation, int, int[], LossKind> Plain => new(
        from activation in Enum.GetValues<Activation>()
        where activation != Activation.Gelu
        from widths in (int[][])[[], [40, 17, 3], [5]]
        from loss in (LossKind[])[LossKind.Mse, LossKind.Bce]
        select (activation, 29, widths, loss));

    [Theory]
    [MemberData(nameof(Plain))]
    public void WhatIsPlainIsRunAsTorchRunsIt(Activation activation, int features, int[] widths, LossKind loss)
    {
        var settings = new ModelSettings { Activation = activation, Widths = widths, Loss = loss, Dropout = 0.1, Device = "cpu" };
        using Autoencoder module = Module(settings, new SampleLayout(features));
        FeedForward network = PlainLayers.Of(module)!;
        float[] rows = Numbers(50 * features);
        (float[] outputs, float[] codes) = (new float[50 * features], new float[50 * module.CodeWidth]);
        network.Run(rows, 50, outputs, codes);

        using IDisposable mode = inference_mode();
        ModelOutput expected = module.forward(tensor(rows, [50, features]));
        Near(expected.Reconstruction, outputs);
        Near(expected.Code, codes);
    }

    [Fact]
    public void TheLinearFamilyIsPlain()
    {
        using Autoencoder module = Module(new ModelSettings { Family = "linear", Device = "cpu" }, new SampleLayout(9));
        Assert.NotNull(PlainLayers.Of(module));
    }

    public static TheoryData<ModelSettings, SampleLayout> More => new()
    {
        { new ModelSettings { Activation = Activation.Gelu }, new SampleLayout(9) },
        { new ModelSettings { Dense = new() { Tied = true } }, new SampleLayout(9) },
        { new ModelSettings { Variant = Variant.Variational }, new SampleLayout(9) },
        { new ModelSettings { Variant = Variant.Memory }, new SampleLayout(9) },
        { new ModelSettings { Variant = Variant.Sparse }, new SampleLayout(9) },
        { new ModelSettings { Variant = Variant.Contractive }, new SampleLayout(9) },
        { new ModelSettings { Variant = Variant.Adversarial }, new SampleLayout(9) },
        { new ModelSettings { Variant = Variant.Ganomaly }, new SampleLayout(9) },
        { new ModelSettings { Family = "masked" }, new SampleLayout(9) },
        { new ModelSettings { Family = "rbm" }, new SampleLayout(9) },
        { new ModelSettings { Family = "som" }, new SampleLayout(9) },
        { new ModelSettings(), new SampleLayout(4, 9) },
        { new ModelSettings { Family = "recurrent" }, new SampleLayout(4, 9) },
        { new ModelSettings { Family = "conv" }, new SampleLayout(8, 9) },
        { new ModelSettings { Family = "conv" }, new SampleLayout(1, 16, 16) },
        { new ModelSettings { Widths = [512, 16] }, new SampleLayout(200) },
    };

    [Theory]
    [MemberData(nameof(More))]
    public void WhatIsMoreGoesThroughTorch(ModelSettings settings, SampleLayout shape)
    {
        using Autoencoder module = Module(settings with { Device = "cpu" }, shape);
        Assert.Null(PlainLayers.Of(module));
    }

    private static Autoencoder Module(ModelSettings settings, SampleLayout shape)
    {
        Autoencoder module = ModelBuilder.Create(settings, new ModelInput(shape));
        module.eval();
        return module;
    }

    private static void Near(Tensor expected, float[] got) => Assert.Equal(
        expected.data<float>().ToArray(), got, (a, b) => Math.Abs(a - b) <= 1e-5f * Math.Max(1, Math.Abs(a)));

    private static float[] Numbers(int count)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, count).Select(_ => (6 * random.NextSingle()) - 3)];
    }
}
