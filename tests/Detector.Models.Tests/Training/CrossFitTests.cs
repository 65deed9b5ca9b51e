using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Models.Settings;
using Detector.Models.Stages;
using Detector.Models.Training;

namespace Detector.Models.Tests.Training;

public class CrossFitTests
{
    private static readonly ModelSettings Quick = Sample.Fast with { MaxSteps = 60 };

    [Fact]
    public void RowsThatAreLikeThoseBesideThemKeepTheTarget()
    {
        // Thirty rows in a row are nearly alike: a held-out one has its like among the training rows, a later one has not.
        static RowSet Stretches(int count, int seed)
        {
            var random = new Random(seed);
            var rows = new RowSet(3);
            double[] level = new double[3];
            for (int i = 0; i < count; i++)
            {
                level = i % 30 == 0 ? [.. level.Select(_ => random.NextDouble())] : level;
                rows.Add([.. level.Select(of => of + (0.01 * random.NextDouble()))]);
            }

            return rows;
        }

        RowSet later = Stretches(3000, 8);
        double FalseAlarms(bool crossFit)
        {
            TrainedModel model = Sample.Train(Stretches(600, 7), Quick, new() { Target = 0.1, CrossFit = crossFit });
            return Scores(model, later).Count(score => score > model.Threshold.Value) / 3000.0;
        }

        Assert.InRange(FalseAlarms(crossFit: true), 0, 0.15);
        Assert.InRange(FalseAlarms(crossFit: false), 0.25, 1);
    }

    [Fact]
    public void EveryRowIsMeasuredOnceAndAUsualOnesPartsAreTheirWeights()
    {
        var weights = new ScoreSettings { Residual = 2, Distance = 3, Neighbours = 0, Code = 1 };
        TrainedModel model = Sample.Train(Sample.Rows(400, 5), Sample.Fast with { Score = weights }, new());
        var scores = new BatchScores(400);
        using IScorer scorer = model.CreateScorer("v", 400, "cpu");
        scorer.Score(Sample.Batch(Sample.Rows(400, 5, seed: 6), 0, 400), scores);

        Assert.Equal((400, 400, 80), (model.Report.Scores.HeldOut.Length, model.Report.CrossFittedRows, model.Report.HeldOutRows));
        Assert.Equal(6, model.Report.Scores.HeldOut.Average(), 1e-3);
        Assert.InRange(scores.Residual.Average(), 2 * 0.8, 2 * 1.2);
        Assert.InRange(scores.Distance.Average(), 3 * 0.8, 3 * 1.2);
        Assert.InRange(scores.Code.Average(), 0.8, 1.2);
    }

    [Fact]
    public void TheModelItselfIsTheOneThatServedWithout()
    {
        ModelSettings settings = Quick with { Dropout = 0.1 };
        TrainedModel with = Sample.Train(Sample.Rows(300, 5), settings, new());
        TrainedModel without = Sample.Train(Sample.Rows(300, 5), settings, new() { CrossFit = false });

        Assert.Equal(Weights(without), Weights(with));
        Assert.NotEqual(without.Threshold.Value, with.Threshold.Value);
        Assert.False(without.Report.Scores.IsCrossFitted);
    }

    [Theory]
    [InlineData("dense", 0)]
    [InlineData("dense", 0.1)]
    [InlineData("masked", 0)]
    public void HalvesThatAreFittedBesideGiveTheSameModelBitForBit(string family, double dropout)
    {
        ModelSettings settings = Quick with { Family = family, Dropout = dropout };
        TrainedModel Train(int cores, List<TrainingProgress> seen) => new Trainer(Sample.Schema(5), settings, new(), TimeProvider.System)
        {
            Cores = cores,
        }.Train(SampleSet.Vectors(Sample.Rows(300, 5)), new Recorder(seen), CancellationToken.None);

        (List<TrainingProgress> besideSeen, List<TrainingProgress> afterSeen) = ([], []);
        TrainedModel beside = Train(2, besideSeen);
        TrainedModel after = Train(1, afterSeen);

        Assert.Equal(Weights(after), Weights(beside));
        Assert.Equal(after.Report.Scores.HeldOut, beside.Report.Scores.HeldOut);
        Assert.Equal(after.Threshold.Value, beside.Threshold.Value);
        Assert.All(besideSeen, point => Assert.Equal(TrainingStage.Fitting, point.Stage));
        Assert.Equal(3, afterSeen.Select(point => point.Stage).Distinct().Count());
    }

    [Fact]
    public void AHalfThatLacksACategoryOrAFieldIsMeasuredAllTheSame()
    {
        var schema = new Schema(new()
        {
            Fields =
            [
                new() { Name = "a" }, new() { Name = "late", Missing = MissingPolicy.Mean },
                new() { Name = "kind", Kind = FieldKind.Categorical, Encoding = CategoryEncoding.OneHot },
            ],
        });
        var random = new Random(3);
        var rows = new RowSet(3);
        for (int i = 0; i < 200; i++)
        {
            rows.Add([random.NextDouble(), i < 110 ? double.NaN : random.NextDouble(), i < 100 ? 1 : random.Next(2)]);
        }

        TrainedModel model = new Trainer(schema, Quick, new() { Target = 0.05 }, TimeProvider.System)
            .Train(SampleSet.Vectors(rows), null, CancellationToken.None);

        Assert.Equal(200, model.Report.CrossFittedRows);
        Assert.All(model.Report.Scores.HeldOut, score => Assert.True(float.IsFinite(score)));
    }

    [Theory]
    [InlineData(20, 1, 20)]
    [InlineData(200, 10, 191)]
    [InlineData(36, 2, 0)]
    public void SamplesThatAreTooFewToBeHalvedTeachByThoseHeldOut(int count, int steps, int expected)
    {
        SampleSet samples = steps == 1 ? SampleSet.Vectors(Sample.Rows(count, 2)) : SampleSet.Sequences(Sample.Rows(count, 2), steps, [0]);

        TrainedModel model = new Trainer(Sample.Schema(2), Quick, new(), TimeProvider.System).Train(samples, null, CancellationToken.None);

        Assert.Equal(expected, model.Report.CrossFittedRows);
        Assert.True(double.IsFinite(model.Threshold.Value));
    }

    [Fact]
    public void ManyRowsAreNotFittedThreeTimes()
    {
        RowSet rows = Sample.Rows(20_000, 2);
        Assert.False(CrossFit.Pays(SampleSet.Vectors(rows)));
        Assert.True(CrossFit.Pays(SampleSet.Vectors(Sample.Rows(19_999, 2))));
        Assert.False(CrossFit.Pays(SampleSet.Sequences(Sample.Rows(1000, 100), 1000, [0])));
    }

    private sealed class Recorder(List<TrainingProgress> seen) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => seen.Add(value);
    }

    private static float[] Scores(TrainedModel model, RowSet rows)
    {
        using IScorer scorer = model.CreateScorer("v", rows.Count, "cpu");
        var scores = new BatchScores(rows.Count);
        scorer.Score(Sample.Batch(rows, 0, rows.Count), scores);
        return scores.Score;
    }

    private static byte[] Weights(TrainedModel model) =>
        [.. model.Parts.Members[0].Weights.Values.OrderBy(w => w.Name).SelectMany(w => w.Data.ToArray())];
}
