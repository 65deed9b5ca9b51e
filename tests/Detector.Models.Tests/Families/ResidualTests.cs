using Detector.Core.Features;
using Detector.Core.Scoring;
using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Tests.Bundles;
using Detector.Models.Training;

namespace Detector.Models.Tests.Families;

/// <summary>What a family's residual says alone, without the score's other parts.</summary>
public class ResidualTests
{
    [Theory]
    [InlineData("masked", 300)]
    [InlineData("rbm", 400)]
    [InlineData("dbn", 800)]
    [InlineData("sparse-coding", 50)]
    [InlineData("som", 100)]
    public void NumbersThatDoNotHangTogetherStandOut(string family, int steps)
    {
        RowSet usual = Sample.Rows(300, 8, seed: 9);
        RowSet odd = Shuffled(usual);
        TrainedModel model = Sample.Train(Sample.Rows(600, 8), Settings(family) with { MaxSteps = steps });
        using IScorer scorer = model.CreateScorer("v", 600, "cpu");
        var scores = new BatchScores(600);

        scorer.Score(Sample.Batch(Both(usual, odd), 0, 600), scores);

        double auc = Tables.Auc(scores.Residual, [.. Enumerable.Range(0, 600).Select(i => i >= 300)]);
        Assert.Equal(scores.Residual, scores.Score);
        Assert.InRange(auc, 0.93, 1);
    }

    [Theory]
    [InlineData("masked")]
    [InlineData("rbm")]
    [InlineData("dbn")]
    [InlineData("sparse-coding")]
    [InlineData("som")]
    public void WhatIsSavedScoresTheSame(string family)
    {
        using var folder = new RegistryFolder();
        RowSet rows = Sample.Rows(200, 8);
        TrainedModel model = Sample.Train(rows, Settings(family) with { MaxSteps = 20 });
        var registry = new ModelRegistry(folder.Path, TimeProvider.System);
        string version = registry.Save("s", model);
        using IScorer fresh = model.CreateScorer("v", 50, "cpu");
        using IScorer loaded = registry.Load("s", version).CreateScorer(50, "cpu");
        (BatchScores before, BatchScores after) = (new BatchScores(50), new BatchScores(50));

        fresh.Score(Sample.Batch(rows, 0, 50), before);
        loaded.Score(Sample.Batch(rows, 0, 50), after);

        Assert.Equal(before.Score, after.Score);
    }

    [Theory]
    [InlineData("masked")]
    [InlineData("rbm")]
    [InlineData("dbn")]
    [InlineData("sparse-coding")]
    [InlineData("som")]
    public void AVariantOfWhatHasNoneIsRefused(string family) =>
        Assert.Contains($"{family} is Plain always, not Sparse; variants have: dense, linear", Assert.Throws<ArgumentException>(
            () => ModelBuilder.Create(Settings(family) with { Variant = Variant.Sparse }, Sample.Input(5))).Message);

    private static ModelSettings Settings(string family) =>
        Sample.Fast with { Family = family, LearningRate = 0.01, Trim = 0, Score = new() { Distance = 0, Neighbours = 0, Code = 0 } };

    // Each number is that of another row: every field is as usual, but they do not go together.
    private static RowSet Shuffled(RowSet rows)
    {
        var shuffled = new RowSet(rows.FieldCount);
        for (int row = 0; row < rows.Count; row++)
        {
            shuffled.Add([.. Enumerable.Range(0, rows.FieldCount).Select(field => rows.Row((row + (17 * field)) % rows.Count)[field])]);
        }

        return shuffled;
    }

    private static RowSet Both(RowSet first, RowSet second)
    {
        var both = new RowSet(first.FieldCount);
        foreach (RowSet rows in new[] { first, second })
        {
            for (int row = 0; row < rows.Count; row++)
            {
                both.Add(rows.Row(row));
            }
        }

        return both;
    }
}
