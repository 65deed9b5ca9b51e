using Detector.Core.Batches;
using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Scoring;
using Detector.Models.Settings;
using Detector.Models.Training;

namespace Detector.Models.Tests.Scoring;

/// <summary>
/// An alert names the field that is wrong: among its first three, in at least 95 of 100 rows in which one number was set far off.
/// </summary>
public class AttributionTests
{
    private const int Fields = 20;
    private const int Planted = 200;

    [Theory]
    [InlineData("linear", Variant.Plain, ScoreKind.Auto)]
    [InlineData("dense", Variant.Plain, ScoreKind.Auto)]
    [InlineData("dense", Variant.Plain, ScoreKind.Standardised)]
    [InlineData("dense", Variant.Plain, ScoreKind.Mahalanobis)]
    [InlineData("dense", Variant.Sparse, ScoreKind.Auto)]
    [InlineData("dense", Variant.Contractive, ScoreKind.Auto)]
    [InlineData("dense", Variant.Memory, ScoreKind.Auto)]
    [InlineData("dense", Variant.Variational, ScoreKind.MeanSquared)]
    [InlineData("dense", Variant.Variational, ScoreKind.Elbo)]
    [InlineData("dense", Variant.Variational, ScoreKind.ReconstructionProbability)]
    [InlineData("dense", Variant.Adversarial, ScoreKind.Auto)]
    [InlineData("dense", Variant.Ganomaly, ScoreKind.LatentDistance)]
    [InlineData("masked", Variant.Plain, ScoreKind.Auto)]
    [InlineData("rbm", Variant.Plain, ScoreKind.FreeEnergy)]
    [InlineData("dbn", Variant.Plain, ScoreKind.FreeEnergy)]
    [InlineData("sparse-coding", Variant.Plain, ScoreKind.Auto)]
    [InlineData("som", Variant.Plain, ScoreKind.Auto)]
    [InlineData("ensemble", Variant.Plain, ScoreKind.Auto)]
    public void ThePlantedFieldIsAmongTheFirstThree(string family, Variant variant, ScoreKind kind)
    {
        // Of the score's parts the residual alone: the distance would find the field whatever the model makes of it.
        ModelSettings settings = Settings(family) with { Variant = variant,
            Score = new() { Kind = kind, Distance = 0, Neighbours = 0, Code = 0 } };
        using IScorer scorer = Sample.Train(Sample.Rows(600, Fields), settings).CreateScorer("v", Planted, "cpu");

        Assert.InRange(Found(scorer), 0.95, 1);
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 0, 1)]
    [InlineData(1, 1, 1)]
    public void SoItIsByEachPartOfTheDefaultScore(double residual, double distance, double neighbours)
    {
        ModelSettings settings = Settings(
            "dense") with { Score = new() { Residual = residual, Distance = distance, Neighbours = neighbours } };
        using IScorer scorer = Sample.Train(Sample.Rows(600, Fields), settings).CreateScorer("v", Planted, "cpu");

        Assert.InRange(Found(scorer), 0.95, 1);
    }

    [Theory]
    [InlineData("dense")]
    [InlineData("conv")]
    [InlineData("recurrent")]
    public void SoItIsInASequence(string family)
    {
        const int Steps = 4;
        var samples = SampleSet.Sequences(Sample.Rows(600, Fields), Steps, [0]);
        using IScorer scorer = new Trainer(Sample.Schema(Fields),
            Settings(family) with { Score = new() { Distance = 0, Neighbours = 0, Code = 0 } }, new(), TimeProvider.System)
            .Train(samples, null, CancellationToken.None).CreateScorer("v", Planted, "cpu");
        var random = new Random(4);
        var fresh = SampleSet.Sequences(Sample.Rows(Planted + Steps, Fields, seed: 12), Steps, [0]);
        var batch = new Batch(Planted, Steps * Fields);
        int[] numbers = [.. Enumerable.Range(0, Planted).Select(_ => random.Next(Steps * Fields))];
        foreach (int number in numbers)
        {
            fresh.CopyTo(Steps + batch.Count, batch.NextRow);
            batch.NextRow.Numbers[number] += random.Next(2) == 0 ? 4 : -4;
            batch.Add(default, 0, 0, 0, default);
        }

        scorer.Score(batch, new BatchScores(Planted));

        int found = numbers.Where((number, i) => scorer.Explain(batch, i).Take(3)
            .Any(part => part.Name == $"f{number % Fields}" && part.StepsBack == Steps - 1 - (number / Fields))).Count();
        Assert.InRange(found / (double)Planted, 0.95, 1);
    }

    private static ModelSettings Settings(string family) =>
        Sample.Fast with { Family = family, MaxSteps = 200, Ensemble = new() { Seeds = 2 } };

    private static double Found(IScorer scorer)
    {
        var random = new Random(4);
        Batch batch = Sample.Batch(Sample.Rows(Planted, Fields, seed: 12), 0, Planted);
        int[] fields = [.. Enumerable.Range(0, Planted).Select(_ => random.Next(Fields))];
        for (int i = 0; i < Planted; i++)
        {
            batch.Rows.Numbers[(i * Fields) + fields[i]] += random.Next(2) == 0 ? 4 : -4;
        }

        var scores = new BatchScores(Planted);
        scorer.Score(batch, scores);
        Assert.All(Enumerable.Range(0, Planted), i => Assert.Equal(1, scorer.Explain(batch, i).Sum(part => part.Share), 1e-9));
        return fields.Where((field, i) => scorer.Explain(batch, i).Take(3).Any(part => part.Name == $"f{field}"))
            .Count() / (double)Planted;
    }
}
