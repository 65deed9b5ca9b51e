using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;
using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Tests.Bundles;
using Detector.Models.Training;

namespace Detector.Models.Tests.Scoring;

/// <summary>A model of rows whose first field is strange above its mean only, the second below it only.</summary>
public class DirectionTests
{
    private const double Far = 30;

    [Fact]
    public void AValueOnTheSideThatDoesNotCountScoresAsTheMeanDoes()
    {
        using IScorer scorer = Trained.CreateScorer("v", 16, "cpu");
        BatchScores scores = Score(scorer, [0, 10, 20, 30], [-Far, 10, 20, 30], [-1e9, 10, 20, 30], [0, 10 + Far, 20, 30],
            [Far, 10, 20, 30], [0, 10 - Far, 20, 30], [0, 10, 20 - Far, 30]);

        Assert.InRange(Math.Abs(scores.Score[1] - scores.Score[0]), 0, 0.1); // the mean of the training rows is 0 but for chance
        Assert.Equal(scores.Score[1], scores.Score[2]);
        Assert.InRange(Math.Abs(scores.Score[3] - scores.Score[0]), 0, 0.1);
        Assert.All(Enumerable.Range(4, 3), row => Assert.InRange(scores.Score[row], 5 * scores.Score[0], 1e6));
    }

    [Fact]
    public void TheEndThatCountsIsTold()
    {
        using IScorer scorer = Trained.CreateScorer("v", 16, "cpu");
        Batch batch = Of([Far, 10, 20, 30], [0, 10 - Far, 20, 30]);
        scorer.Score(batch, new BatchScores(16));

        FeatureContribution above = scorer.Explain(batch, 0, 1)[0];
        FeatureContribution below = scorer.Explain(batch, 1, 1)[0];

        Assert.Equal("f0", above.Name);
        Assert.Matches("^usually up to [0-9.]+$", above.Why);
        Assert.Equal("f1", below.Name);
        Assert.Matches("^usually from [0-9.]+ on$", below.Why);
    }

    [Fact]
    public void ADistanceCarriesTheScore()
    {
        using IScorer scorer = Trained.CreateScorer("v", 1000, "cpu");
        double[][] rows = [.. Enumerable.Range(0, 1000).Select(i => Rows.Row(i).ToArray())];
        BatchScores scores = Score(scorer, rows);

        Assert.InRange(scores.Residual.Average(), 0.08, 0.13);
        Assert.InRange(scores.Distance.Average(), 0.9, 1.1);
    }

    [Fact]
    public void AModelThatWasSavedScoresAsBefore()
    {
        using var folder = new RegistryFolder();
        var registry = new ModelRegistry(folder.Path, TimeProvider.System);
        string version = registry.Save("s", Trained);
        double[][] rows = [.. Enumerable.Range(0, 16).Select(i => Rows.Row(i).ToArray()), [-5, 12, 19, 31]];
        using IScorer before = Trained.CreateScorer("v", 32, "cpu");
        using IScorer after = registry.Open("s", version).CreateScorer(32, "cpu");

        Assert.Equal(Score(before, rows).Score, Score(after, rows).Score);
    }

    private static readonly RowSet Rows = Sample.Rows(1000, 4);

    private static readonly TrainedModel Trained = new Trainer(
        new Schema(new()
        {
            Fields =
            [
                new() { Name = "f0", Direction = Direction.Above }, new() { Name = "f1", Direction = Direction.Below },
                new() { Name = "f2" }, new() { Name = "f3" },
            ],
        }),
        Sample.Fast,
        new ThresholdSettings(),
        TimeProvider.System).Train(SampleSet.Vectors(Rows), null, CancellationToken.None);

    private static BatchScores Score(IScorer scorer, params double[][] rows)
    {
        var scores = new BatchScores(scorer.Capacity);
        scorer.Score(Of(rows), scores);
        return scores;
    }

    private static Batch Of(params double[][] rows)
    {
        var batch = new Batch(rows.Length, rows[0].Length);
        foreach (double[] row in rows)
        {
            row.CopyTo(batch.NextRow.Numbers);
            batch.Add(default, batch.Count, 0, 0, default);
        }

        return batch;
    }
}
