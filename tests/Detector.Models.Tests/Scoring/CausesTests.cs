using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Scoring;
using Detector.Models.Training;

namespace Detector.Models.Tests.Scoring;

/// <summary>What an alert says of a cause: whether its value is strange by itself, and if not, together with which other fields.</summary>
public class CausesTests
{
    private const int Planted = 100;

    // f1 goes with f0, f3 with f2, f4 and f5 with nothing.
    [Theory]
    [InlineData("dense", 0, 1)]
    [InlineData("dense", 2, 3)]
    [InlineData("ensemble", 0, 1)]
    public void TwoValuesThatDoNotGoTogetherNameEachOther(string family, int one, int other)
    {
        IScorer scorer = Trained(family);
        Batch batch = Of(Pairs(Planted, seed: 9), row => (row[one], row[other]) = (1.3, -1.3));
        var scores = new BatchScores(Planted);
        scorer.Score(batch, scores);

        int named = 0;
        for (int i = 0; i < Planted; i++)
        {
            FeatureContribution[] pair = [.. scorer.Explain(batch, i, 2).OrderBy(cause => cause.Name)];
            Assert.Equal([$"f{one}", $"f{other}"], pair.Select(cause => cause.Name));
            Assert.All(pair, cause => Assert.True(cause.Usual!.Has, $"{cause.Name} {cause.Value} is usual: {cause.Usual}"));
            named += pair[0].TogetherWith is [var first] && first == $"f{other}"
                && pair[1].TogetherWith is [var second] && second == $"f{one}" ? 1 : 0;
        }

        Assert.InRange(named, 0.95 * Planted, Planted);
    }

    [Fact]
    public void AValueThatIsStrangeByItselfNamesNobody()
    {
        IScorer scorer = Trained("dense");
        Batch batch = Of(Pairs(Planted, seed: 9), row => row[4] = 8);
        scorer.Score(batch, new BatchScores(Planted));

        for (int i = 0; i < Planted; i++)
        {
            FeatureContribution cause = scorer.Explain(batch, i, 1)[0];
            Assert.Equal(("f4", "8", false), (cause.Name, cause.Value, cause.Usual!.Has));
            Assert.Null(cause.TogetherWith);
            Assert.InRange(double.Parse(cause.Usual.From!, System.Globalization.CultureInfo.InvariantCulture),
                -1.9, -1.4); // of normal numbers -1.645
        }
    }

    [Fact]
    public void WithoutADistanceNobodyIsNamed()
    {
        IScorer scorer = Sample.Train(Pairs(600, seed: 2), Sample.Fast with { Score = new() { Distance = 0 } })
            .CreateScorer("v", Planted, "cpu");
        Batch batch = Of(Pairs(Planted, seed: 9), row => (row[0], row[1]) = (1.3, -1.3));
        scorer.Score(batch, new BatchScores(Planted));

        FeatureContribution cause = scorer.Explain(batch, 0, 1)[0];
        Assert.True(cause.Usual!.Has);
        Assert.Null(cause.TogetherWith);
    }

    // A level that drifts slowly jumps from one end of its range to the other.
    [Fact]
    public void AJumpIsStrangeTogetherWithTheOtherSteps()
    {
        const int Steps = 4;
        SampleSet samples = SampleSet.Sequences(Drifting(1500, seed: 1), Steps, [0]);
        using IScorer scorer = new Trainer(Sample.Schema(2), Sample.Fast, new(), TimeProvider.System)
            .Train(samples, null, CancellationToken.None).CreateScorer("v", 1, "cpu");
        var batch = new Batch(1, Steps * 2);
        double[] jump = [-1, 0, -1, 0, -1, 0, 1, 0];
        jump.CopyTo(batch.NextRow.Numbers);
        batch.Add(default, 0, 0, 0, default);
        scorer.Score(batch, new BatchScores(1));

        FeatureContribution cause = scorer.Explain(batch, 0, 1)[0];
        Assert.Equal(("f0", true, "f0"), (cause.Name, cause.Usual!.Has, cause.TogetherWith![0]));
    }

    private static IScorer Trained(string family) =>
        Sample.Train(Pairs(600, seed: 2), Sample.Fast with { Family = family, Ensemble = new() { Seeds = 2 } })
        .CreateScorer("v", Planted, "cpu");

    private static RowSet Pairs(int count, int seed)
    {
        var random = new Random(seed);
        var rows = new RowSet(6);
        for (int i = 0; i < count; i++)
        {
            (double a, double b) = (Normal(random), Normal(random));
            rows.Add([a, a + (0.1 * Normal(random)), b, b + (0.1 * Normal(random)), Normal(random), Normal(random)]);
        }

        return rows;
    }

    private static RowSet Drifting(int count, int seed)
    {
        var random = new Random(seed);
        var rows = new RowSet(2);
        for (int i = 0; i < count; i++)
        {
            rows.Add([2 * Math.Sin(i / 40.0), 0.3 * Normal(random)]);
        }

        return rows;
    }

    private static Batch Of(RowSet rows, Change change)
    {
        Batch batch = Sample.Batch(rows, 0, rows.Count);
        for (int i = 0; i < rows.Count; i++)
        {
            Span<double> row = batch.Rows.Numbers.Slice(i * rows.FieldCount, rows.FieldCount);
            foreach (ref double value in row)
            {
                value *= 0.3; // nothing else is strange
            }

            change(row);
        }

        return batch;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private delegate void Change(Span<double> row);
}
