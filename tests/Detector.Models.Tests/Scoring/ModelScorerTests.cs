using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Models.Scoring;
using Detector.Models.Training;

namespace Detector.Models.Tests.Scoring;

public class ModelScorerTests
{
    [Fact]
    public void AScoreDoesNotDependOnTheBatchAroundIt()
    {
        RowSet rows = Sample.Rows(300, 5, seed: 8);
        float[] whole = Score(rows, 0, 300);

        foreach (int size in new[] { 1, 2, 3, 7, 16, 100, 299 })
        {
            for (int start = 0; start + size <= 300; start += size)
            {
                float[] part = Score(rows, start, size);
                for (int i = 0; i < size; i++)
                {
                    Assert.Equal(whole[start + i], part[i]);
                }
            }
        }
    }

    [Fact]
    public void ScorersOnSeveralThreadsDoNotDisturbEachOther()
    {
        // Wide enough for the matrix products to go through shared buffers of a BLAS that has them.
        RowSet rows = Sample.Rows(250, 40);
        TrainedModel model = Sample.Train(rows, Sample.Fast with { MaxSteps = 20 });
        Batch batch = Sample.Batch(rows, 0, 250);
        float[] alone = Run(1)[0];

        Assert.All(Run(4), scores => Assert.Equal(alone, scores));

        float[][] Run(int threads)
        {
            float[][] last = new float[threads][];
            Thread[] started = [.. Enumerable.Range(0, threads).Select(i => new Thread(() => last[i] = Repeat()))];
            Array.ForEach(started, thread => thread.Start());
            Array.ForEach(started, thread => thread.Join());
            return last;
        }

        // The scores of the last batch, or of the first that differs from the one before.
        float[] Repeat()
        {
            using IScorer scorer = model.CreateScorer("v", 250, "cpu");
            var scores = new BatchScores(250);
            scorer.Score(batch, scores);
            float[] first = [.. scores.Score];
            for (int i = 0; i < 1000 && scores.Score.SequenceEqual(first); i++)
            {
                scorer.Score(batch, scores);
            }

            return scores.Score;
        }
    }

    [Fact]
    public void AScorerForFewScoresAndExplainsAsTheOthersDoButForTheLastBits()
    {
        Batch batch = Sample.Batch(Sample.Rows(64, 5, seed: 4), 0, 64);
        using IScorer scorer = Scorer();
        using var forFew = new ModelScorer(TrainedOnce.Model.Parts, "v", 64, "cpu", isForFew: true);
        var scores = new BatchScores(64);
        var few = new BatchScores(64);
        scorer.Score(batch, scores);
        forFew.Score(batch, few);

        Assert.All(scores.Score.Zip(few.Score), pair => Assert.Equal(pair.First, pair.Second, 1e-5f * pair.First));
        for (int i = 0; i < batch.Count; i++)
        {
            FeatureContribution[] all = [.. scorer.Explain(batch, i).OrderBy(c => c.Name)];
            FeatureContribution[] ofFew = [.. forFew.Explain(batch, i).OrderBy(c => c.Name)];
            Assert.All(all.Zip(ofFew), pair => Assert.Equal(pair.First.Share, pair.Second.Share, 1e-4));
        }
    }

    [Theory]
    [InlineData(0, 40.0)]
    [InlineData(3, -60.0)]
    [InlineData(4, 30.0)]
    public void ThePlantedFieldIsAmongTheFirstThree(int field, double shift)
    {
        Batch batch = Sample.Batch(Sample.Rows(40, 5, seed: 12), 0, 40);
        for (int i = 0; i < batch.Count; i++)
        {
            batch.Rows.Numbers[(i * 5) + field] += shift;
        }

        using IScorer scorer = Scorer();
        var scores = new BatchScores(batch.Capacity);
        scorer.Score(batch, scores);

        Assert.All(scores.Score.Take(batch.Count), score => Assert.True(score > TrainedOnce.Model.Threshold.Value));
        for (int i = 0; i < batch.Count; i++)
        {
            Assert.Contains($"f{field}", scorer.Explain(batch, i).Take(3).Select(c => c.Name));
        }
    }

    [Fact]
    public void SharesAddUpToOneAndComeInOrder()
    {
        Batch batch = Sample.Batch(Sample.Rows(20, 5, seed: 3), 0, 20);
        using IScorer scorer = Scorer();
        scorer.Score(batch, new BatchScores(20));
        for (int i = 0; i < batch.Count; i++)
        {
            IReadOnlyList<FeatureContribution> shares = scorer.Explain(batch, i);

            Assert.Equal(5, shares.Count);
            Assert.Equal(1, shares.Sum(s => s.Share), 1e-9);
            Assert.Equal(shares.OrderByDescending(s => s.Share), shares);
            Assert.Equivalent(shares.Take(2), scorer.Explain(batch, i, 2), strict: true);
            Assert.Equivalent(shares.Where(share => share.Share >= 0.2 || share == shares[0]),
                scorer.Explain(batch, i, leastShare: 0.2), strict: true);
            Assert.Single(scorer.Explain(batch, i, leastShare: 1.1));
        }
    }

    [Fact]
    public void AnEmptyBatchIsNothing()
    {
        using IScorer scorer = Scorer();

        scorer.Score(new Batch(4, 5), new BatchScores(4));
    }

    [Fact]
    public void ScoringAllocatesNothingForAnEvent()
    {
        using IScorer scorer = Scorer();
        Batch small = Sample.Batch(Sample.Rows(2, 5), 0, 2);
        Batch large = Sample.Batch(Sample.Rows(250, 5), 0, 250);
        var scores = new BatchScores(1000);
        long Allocated(Batch batch)
        {
            scorer.Score(batch, scores);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 50; i++)
            {
                scorer.Score(batch, scores);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // What the runtime allocates for itself while it compiles the code once more comes on top now and then, what an event allocates
        // every time.
        long Least(Batch batch) => Enumerable.Range(0, 10).Min(_ => Allocated(batch));
        Least(small);

        // A pass makes its tensors' handles; a hundred times the events make not one byte more.
        Assert.Equal(Least(small), Least(large));
    }

    [Fact]
    public void OneHotColumnsAreOneField()
    {
        var schema = new Schema(new()
        {
            Fields = [new() { Name = "amount" }, new() { Name = "country", Kind = FieldKind.Categorical }],
        });
        var rows = new RowSet(2);
        var random = new Random(4);
        foreach (string name in new[] { "DE", "FR", "IT" })
        {
            rows.CategoryNames.Learn(Token(name), System.Text.Encoding.UTF8.GetBytes(name));
        }

        for (int i = 0; i < 300; i++)
        {
            rows.Add([random.NextDouble(), Token(random.Next(3) switch { 0 => "DE", 1 => "FR", _ => "IT" })]);
        }

        TrainedModel model = new Trainer(schema, Sample.Fast, new(), TimeProvider.System)
            .Train(SampleSet.Vectors(rows), null, CancellationToken.None);
        using IScorer scorer = model.CreateScorer("v", 1, "cpu");
        var batch = new Batch(1, 2);
        batch.NextRow.Numbers[0] = 0.5;
        batch.NextRow.Numbers[1] = Token("FR");
        batch.Add(new(0, 0), 0, 0, 0, []);
        scorer.Score(batch, new BatchScores(1));

        FeatureContribution country = scorer.Explain(batch, 0).Single(c => c.Name == "country");

        Assert.Equal(("FR", 2), (country.Value, scorer.Explain(batch, 0).Count));
        Assert.Contains(country.Expected, (string[])["DE", "FR", "IT", "other"]);
    }

    private static double Token(string text) => Core.Formats.CategoryToken.Of(System.Text.Encoding.UTF8.GetBytes(text));

    private static IScorer Scorer() => TrainedOnce.Model.CreateScorer("v", 1000, "cpu");

    private static float[] Score(RowSet rows, int start, int count)
    {
        using IScorer scorer = Scorer();
        var scores = new BatchScores(count);
        scorer.Score(Sample.Batch(rows, start, count), scores);
        return scores.Score;
    }
}
