using Detector.Core.Features;
using Detector.Core.Scoring;
using Detector.Models.Families;
using Detector.Models.Families.Variants;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Torch;
using Detector.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families.Variants;

public class MemoryAutoencoderTests(ITestOutputHelper output)
{
    [Fact]
    public void SharesLossAndGradientArePyTorchs()
    {
        using DisposeScope scope = NewDisposeScope();
        var reference = new Reference("Families/Variants", "memory");
        var settings = new ModelSettings { Variant = Variant.Memory, Widths = [5, 3],
            Memory = new() { Slots = 9, Shrink = 1.2, Entropy = 0.3 } };
        using var module = (MemoryAutoencoder)ModelBuilder.Create(settings, Sample.Input(6));
        reference.LoadInto(module);

        Tensor loss = module.Loss(reference["input"], reference["input"], 1);
        loss.backward();

        ModelOutput made = module.forward(reference["input"]);
        reference.Equal("code", made.Code);
        reference.Equal("shares", module.Shares(made.Code));
        reference.Equal("reconstruction", made.Reconstruction);
        reference.Equal("loss", loss.reshape(1));
        reference.Equal("gradient", module.named_parameters().Single(p => p.name == "memory").parameter.grad!);
    }

    [Fact]
    public void FewCodesOfTheMemoryMakeARow()
    {
        using DisposeScope scope = NewDisposeScope();
        ModelSettings settings = Sample.Fast with { Variant = Variant.Memory, Widths = [16, 4], Trim = 0 };
        TrainedModel model = Sample.Train(Sample.Rows(500, 8), settings);
        using var module = (MemoryAutoencoder)ModelBuilder.Load(settings, Sample.Input(8), model.Parts.Members[0].Weights, CPU);
        float[][] shares = [.. module.Shares(tensor(model.Sample.Codes, [model.Sample.Rows, 4])).data<float>()
            .ToArray().Chunk(settings.Memory.Slots)];

        double used = shares.Average(row => row.Count(share => share > 0));

        output.WriteLine($"{used:F1} of {settings.Memory.Slots}");
        Assert.InRange(used, 1, 0.15 * settings.Memory.Slots);
        Assert.All(shares, row => Assert.Equal(1, row.Sum(), 1e-4));
    }

    [Theory]
    [InlineData("cardio")]
    [InlineData("mammography")]
    public void TheGapBetweenUsualAndStrangeIsWiderThanThePlainModels(string table)
    {
        double memory = Gap(table, Variant.Memory);
        double plain = Gap(table, Variant.Plain);

        output.WriteLine($"{table}: {memory:F2}, plain {plain:F2}");
        Assert.True(memory > plain);
    }

    // Of the reconstruction errors: the difference of their means in standard deviations of the usual ones.
    private static double Gap(string table, Variant variant)
    {
        RowSet rows = Tables.Training(table);
        (RowSet test, bool[] anomaly) = Tables.Test(table);
        using IScorer scorer = Sample.Train(rows, new ModelSettings { Variant = variant, MaxSteps = 600, Trim = 0, Device = "cpu" })
            .CreateScorer("v", test.Count);
        var scores = new BatchScores(test.Count);
        scorer.Score(Sample.Batch(test, 0, test.Count), scores);
        double[] usual = [.. scores.Error.Where((_, i) => !anomaly[i]).Select(e => (double)e)];
        double mean = usual.Average();
        return (scores.Error.Where((_, i) => anomaly[i]).Average() - mean) / Math.Sqrt(usual.Average(e => (e - mean) * (e - mean)));
    }
}
