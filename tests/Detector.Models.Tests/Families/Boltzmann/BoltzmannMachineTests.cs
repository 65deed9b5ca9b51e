using Detector.Models.Families;
using Detector.Models.Families.Boltzmann;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Torch;
using Detector.Models.Training;
using TorchSharp;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families.Boltzmann;

public class BoltzmannMachineTests
{
    private static readonly double[][] Patterns = [[1, 1, 0, 0], [0, 0, 1, 1], [1, 1, 1, 1], [1, 1, 0, 0]];

    [Theory]
    [InlineData(1, false)]
    [InlineData(10, false)]
    [InlineData(1, true)]
    public void TrainingRaisesTheExactLogLikelihood(int gibbs, bool persistent)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor rows = tensor([.. Patterns.SelectMany(row => row.Select(value => (float)value))], [4, 4]).repeat(64, 1);

        (double before, double after) = Taught(rows, false, new() { GibbsSteps = gibbs, Persistent = persistent }, Patterns);

        // Nothing can do better than the rows' own entropy: two patterns of 1/4 and one of 1/2.
        double best = -1.5 * Math.Log(2);
        Assert.True(before < -2.5, $"{before}");
        Assert.InRange(after, best - 0.3, best);
    }

    [Theory]
    [InlineData(false, 1, 0.7)]
    [InlineData(true, 1, 0.7)]
    public void WithNormalUnitsToo(bool persistent, double far, double spread)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor centres = tensor([1f, 1, -1, -1, -1, -1, 1, 1], [2, 4]).repeat(256, 1) * Kept(far);
        Tensor rows = centres + (SeededTorch.Run(1, () => randn_like(centres)) * Kept(spread));
        double[][] numbers = [.. rows.data<float>().ToArray().Select(value => (double)value).Chunk(4)];

        (double before, double after) = Taught(rows, true, new() { Persistent = persistent }, numbers);

        // What the rows were drawn from is as likely as it gets, but for what is learned by heart.
        double best = numbers.Average(row => Math.Log((Density(row, far, spread) + Density(row, -far, spread)) / 2));
        Assert.True(before < best - 0.8, $"{before}, best {best}");
        Assert.InRange(after, best - 0.2, best + 0.05);
    }

    [Fact]
    public void ASecondLayerThatMirrorsTheFirstSaysTheSame()
    {
        // Such a pair is the first machine once more (Hinton, Osindero and Teh); with hidden units that are all but sure, their means are
        // as good as samples.
        using DisposeScope scope = NewDisposeScope();
        Autoencoder alone = ModelBuilder.Create(new ModelSettings { Family = "rbm", Loss = LossKind.Bce, Widths = [3] }, Sample.Input(4));
        Autoencoder pair = ModelBuilder.Create(
            new ModelSettings { Family = "dbn", Loss = LossKind.Bce, Widths = [3, 4] }, Sample.Input(4));
        Tensor weight = tensor([24f, -16, 18, 20, -21, 19, 23, -17, 20, 21, -19, -24], [3, 4]);
        Tensor visible = tensor([0.3f, -0.2f, 0.5f, 0.1f]);
        Tensor hidden = tensor([-7f, 9f, -11f]);
        Fill(alone, ("layers.0.weight", weight), ("layers.0.visible_bias", visible), ("layers.0.hidden_bias", hidden));
        Fill(pair, ("layers.0.weight", weight), ("layers.0.visible_bias", visible), ("layers.0.hidden_bias", hidden));
        Fill(pair, ("layers.1.weight", weight.t()), ("layers.1.visible_bias", hidden), ("layers.1.hidden_bias", visible));
        double[][] states = Enumeration.States(4);
        Tensor rows = tensor([.. states.SelectMany(row => row.Select(value => (float)value))], [16, 4]);

        float[] one = alone.forward(rows).Own!.data<float>().ToArray();
        float[] two = pair.forward(rows).Own!.data<float>().ToArray();

        Assert.All(one.Zip(two), energies => Assert.Equal(energies.First, energies.Second, 0.02f));
        Assert.True(one.Max() - one.Min() > 10);
    }

    [Fact]
    public void LayersLearnOneAfterTheOther()
    {
        ModelSettings settings = Sample.Fast with { Family = "dbn", Widths = [12, 6],
            MaxSteps = 600, LearningRate = 0.01, Trim = 0, EarlyStopping = new() { Patience = 0 } };

        TrainingReport report = Sample.Train(Sample.Rows(500, 8), settings).Report;

        IGrouping<string, LearningPoint>[] stages = [.. report.Curve.GroupBy(point => point.Stage)];
        Assert.Equal(["layer 1", "layer 2"], stages.Select(stage => stage.Key));
        Assert.Equal([300, 600], stages.Select(stage => stage.Last().Step));
        Assert.All(stages, stage => Assert.True(stage.Last().HeldOutLoss < 0.8 * stage.First().HeldOutLoss,
            $"{stage.Key}: {stage.First().HeldOutLoss} -> {stage.Last().HeldOutLoss}"));
    }

    [Theory]
    [InlineData("rbm", LossKind.Huber, new int[0], "there are none for Huber")]
    [InlineData("rbm", LossKind.Mse, new[] { 4, 2 }, "has one width")]
    public void WhatDoesNotFitIsSaid(string family, LossKind loss, int[] widths, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(
            () => ModelBuilder.Create(new ModelSettings { Family = family, Loss = loss, Widths = widths }, Sample.Input(5))).Message);

    private static (double Before, double After) Taught(Tensor rows, bool gaussian, BoltzmannSettings boltzmann, double[][] numbers)
    {
        int steps = boltzmann.Persistent ? 2000 : 1000;
        var settings = new ModelSettings { Boltzmann = boltzmann, LearningRate = boltzmann.Persistent ? 0.01 : 0.03, WeightDecay = 0 };
        RbmLayer layer = SeededTorch.Run(1, () => new RbmLayer(4, 4, gaussian));
        double before = new Enumeration(layer).LogLikelihood(numbers);
        using var stage = new ContrastiveStage("fitting", layer, visible => visible, settings, steps);
        for (int step = 0; step < stage.Steps; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            SeededTorch.Run(step, () => stage.Step(rows, rows, (double)step / stage.Steps));
        }

        return (before, new Enumeration(layer).LogLikelihood(numbers));
    }

    // Of a normal distribution around (far, far, -far, -far).
    private static double Density(double[] row, double far, double spread) =>
        Math.Exp(-row.Select((value, i) => value - (i < 2 ? far : -far)).Sum(d => d * d) / (2 * spread * spread))
            / Math.Pow(2 * Math.PI * spread * spread, row.Length / 2.0);

    private static void Fill(Autoencoder module, params (string Name, Tensor Value)[] values)
    {
        using IDisposable mode = no_grad();
        foreach ((string name, Tensor value) in values)
        {
            module.state_dict()[name].copy_(value);
        }
    }
}
