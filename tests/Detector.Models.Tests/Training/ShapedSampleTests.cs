using Detector.Core.Batches;
using Detector.Core.Features;
using Detector.Core.Offsets;
using Detector.Core.Samples;
using Detector.Core.Scoring;
using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Tests.Bundles;
using Detector.Models.Training;

namespace Detector.Models.Tests.Training;

/// <summary>Sequences and images through training, the registry and scoring.</summary>
public class ShapedSampleTests
{
    private const int Steps = 8;

    [Theory]
    [InlineData("dense")]
    [InlineData("conv")]
    [InlineData("recurrent")]
    public void ASequenceModelSeesAStepThatIsOnlyWrongWhereItStands(string family)
    {
        using var folder = new RegistryFolder();
        TrainedModel model = Train(SampleSet.Sequences(Waves(1500), Steps, [0, 700]), family);
        var registry = new ModelRegistry(folder.Path, TimeProvider.System);
        string version = registry.Save("waves", model);
        using IScorer scorer = registry.Load("waves", version).CreateScorer(64, "cpu");

        // The wave of a usual sequence, and the same with one step of half a period later, a value as usual as any.
        Batch batch = Batch([.. Enumerable.Range(0, 20).SelectMany(i => new[] { Wave(i * 3), Wave(i * 3, wrong: 5) })]);
        var scores = new BatchScores(64);
        scorer.Score(batch, scores);

        double[] usual = [.. Enumerable.Range(0, 20).Select(i => (double)scores.Score[2 * i])];
        double[] wrong = [.. Enumerable.Range(0, 20).Select(i => (double)scores.Score[(2 * i) + 1])];
        Assert.True(wrong.Min() > usual.Max(), $"{usual.Max()} {wrong.Min()}");
        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(Steps - 1 - 5, scorer.Explain(batch, (2 * i) + 1)[0].StepsBack));
        Assert.Equal("sequence", ((SampleKind)registry.Load("waves", version).Manifest.Shape.Count).ToString().ToLowerInvariant());
    }

    [Theory]
    [InlineData("dense")]
    [InlineData("conv")]
    [InlineData("recurrent")]
    public void StepsThatASequenceLacksDoNotMakeItStrange(string family)
    {
        TrainedModel model = Train(SampleSet.Sequences(Waves(1500), Steps, [.. Enumerable.Range(0, 100).Select(i => i * 15)]), family);
        using IScorer scorer = model.CreateScorer("v", 64, "cpu");
        Batch batch = Batch([.. Enumerable.Range(0, 40).Select(i => Wave(i, absent: i % Steps))]);
        var scores = new BatchScores(64);
        scorer.Score(batch, scores);

        Assert.All(scores.Score.Take(40), score => Assert.InRange(score, 0, model.Threshold.Value));
        double[] lacking = [.. scorer.Explain(batch, 7).Select(part => part.Share)];
        Assert.Equal(1, lacking.Sum(), 1e-9);
    }

    [Theory]
    [InlineData("dense")]
    [InlineData("conv")]
    public void AnImageModelSeesASpot(string family)
    {
        var rows = new RowSet(7 * 9);
        for (int i = 0; i < 400; i++)
        {
            rows.Add(Image(i));
        }

        TrainedModel model = Train(SampleSet.Of(rows, new SampleLayout(1, 7, 9)), family);
        using IScorer scorer = model.CreateScorer("v", 64, "cpu");
        double[] spot = Image(401);
        spot[(3 * 9) + 4] += 3;
        Batch batch = Batch([Image(400), spot]);
        var scores = new BatchScores(64);
        scorer.Score(batch, scores);

        Assert.True(scores.Score[1] > 2 * scores.Score[0], $"{scores.Score[0]} {scores.Score[1]}");
        Assert.Equal("f31", scorer.Explain(batch, 1)[0].Name);
    }

    private static TrainedModel Train(SampleSet samples, string family) =>
        new Trainer(Sample.Schema(samples.Rows.FieldCount), Sample.Fast with { Family = family, MaxSteps = 200 },
            new(), TimeProvider.System)
            .Train(samples, null, CancellationToken.None);

    private static double[] Point(int time) => [Math.Sin(time * Math.PI / 6), Math.Cos(time * Math.PI / 6)];

    private static RowSet Waves(int count)
    {
        var random = new Random(2);
        var rows = new RowSet(2);
        for (int time = 0; time < count; time++)
        {
            rows.Add([.. Point(time).Select(value => value + (0.05 * random.NextDouble()))]);
        }

        return rows;
    }

    // With the noise that there is on average: without any it would be at the edge of what is usual.
    private static double[] Wave(int start, int wrong = -1, int absent = 0) => [.. Enumerable.Range(0, Steps).SelectMany(step =>
        step < absent ? [double.NaN, double.NaN] : Point(start + step + (step == wrong ? 6 : 0)).Select(value => value + 0.025))];

    // A slope whose direction turns, and noise.
    private static double[] Image(int number)
    {
        var random = new Random(number);
        double angle = random.NextDouble() * Math.PI;
        return [.. Enumerable.Range(0, 63)
            .Select(i => (Math.Cos(angle) * (i / 9) / 7) + (Math.Sin(angle) * (i % 9) / 9) + (0.05 * random.NextDouble()))];
    }

    private static Batch Batch(double[][] samples)
    {
        var batch = new Batch(samples.Length, samples[0].Length);
        foreach (double[] sample in samples)
        {
            sample.CopyTo(batch.NextRow.Numbers);
            batch.Add(new TopicPartition(0, 0), 0, 0, 0, []);
        }

        return batch;
    }
}
