using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Models.Families;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Torch;
using Detector.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families.Dense;

public class LinearFamilyTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("cardio", 3, false)]
    [InlineData("cardio", 3, true)]
    [InlineData("satimage-2", 4, false)]
    public void WhatItLearnsIsTheSubspaceOfThePrincipalComponents(string table, int components, bool tied)
    {
        using DisposeScope scope = NewDisposeScope();
        RowSet rows = Tables.Training(table);
        var samples = Samples.Of(SampleSet.Vectors(rows), FeatureTransform.Fit(Sample.Schema(rows.FieldCount), rows));
        Tensor features = samples.Range(0, samples.Count);
        var settings = new ModelSettings
        {
            Family = "linear", Widths = [components], Dense = new() { Tied = tied },
            InputNoise = 0, WeightDecay = 0, LearningRate = 0.02, MaxSteps = 1000,
            EarlyStopping = new() { Patience = 0 },
        };
        using var fit = new ModuleFit(settings, Sample.Input((int)features.shape[1]), samples, samples, CPU);

        using Autoencoder module = ModelBuilder.Load(settings, Sample.Input((int)features.shape[1]),
            fit.Run(_ => { }, CancellationToken.None).Weights, CPU);

        Tensor learned = module.state_dict()[tied ? "code.weight" : "decoder.0.weight"];
        double angle = LargestAngle(tied ? learned.t() : learned, features, components);
        output.WriteLine($"{table}: {angle:F4} rad");
        Assert.InRange(angle, 0, 0.02);
    }

    [Fact]
    public void MoreThanOneWidthIsRefused() =>
        Assert.Contains("has one width", Assert.Throws<ArgumentException>(
            () => ModelBuilder.Create(new ModelSettings { Family = "linear", Widths = [8, 3] }, Sample.Input(5))).Message);

    // Between the space of these columns and that of the first right singular vectors: the sine is what of the one lies outside the other.
    private static double LargestAngle(Tensor columns, Tensor rows, int components)
    {
        (Tensor basis, _) = linalg.qr(columns);
        (_, _, Tensor right) = linalg.svd(rows - rows.mean([0]), fullMatrices: false);
        Tensor principal = right.narrow(0, 0, components).t();
        (_, Tensor sines, _) = linalg.svd(basis - principal.matmul(principal.t().matmul(basis)), fullMatrices: false);
        return Math.Asin(Math.Min(1, sines.max().item<float>()));
    }
}
