using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Models.Settings;
using Detector.Models.Training;

namespace Detector.Models.Tests.Training;

public class TrainerTests
{
    [Fact]
    public void TheSameSeedGivesTheSameWeightsBitForBit()
    {
        RowSet rows = Sample.Rows(500, 6);
        ModelSettings settings = Sample.Fast with { Dropout = 0.1 };

        TrainedModel first = Sample.Train(rows, settings);
        TrainedModel second = Sample.Train(rows, settings);
        TrainedModel other = Sample.Train(rows, settings with { Seed = 2 });

        Assert.Equal(Bytes(first), Bytes(second));
        Assert.Equal(first.Threshold.Value, second.Threshold.Value);
        Assert.NotEqual(Bytes(first), Bytes(other));
    }

    [Fact]
    public async Task OtherTrainingsAndLoadsAtTheSameTimeChangeNothing()
    {
        RowSet rows = Sample.Rows(500, 6);
        byte[] alone = Bytes(Sample.Train(rows, Sample.Fast with { Dropout = 0.1 }));

        Task<TrainedModel>[] together = [.. Enumerable.Range(0, 3)
            .Select(i => Task.Run(() => Sample.Train(rows, Sample.Fast with { Dropout = 0.1, Seed = i })))];
        var loads = Task.Run(() =>
        {
            while (!together[1].IsCompleted)
            {
                TrainedOnce.Model.CreateScorer("v", 1, "cpu").Dispose();
            }
        });
        await Task.WhenAll([loads, .. together]);

        Assert.Equal(alone, Bytes(await together[1]));
    }

    [Fact]
    public void RowsThatAreAllTheSameStillMakeAModelThatNoticesAChange()
    {
        var rows = new RowSet(3);
        for (int i = 0; i < 100; i++)
        {
            rows.Add([5, 0, -2]);
        }

        TrainedModel model = Sample.Train(rows);
        using IScorer scorer = model.CreateScorer("v", 2, "cpu");
        rows.Add([5, 9, -2]);
        var scores = new BatchScores(2);
        scorer.Score(Sample.Batch(rows, 99, 2), scores);

        Assert.False(scores.Score[0] > model.Threshold.Value);
        Assert.True(scores.Score[1] > model.Threshold.Value);
    }

    [Fact]
    public void AValueOffAnyScaleRaisesAnAlertAndLeavesTheOthersAlone()
    {
        var schema = new Schema(
            new() { Fields = [new() { Name = "a", Scaling = Scaling.None }, new() { Name = "b", Scaling = Scaling.None }] });
        var rows = new RowSet(2);
        var random = new Random(6);
        for (int i = 0; i < 300; i++)
        {
            rows.Add([random.NextDouble(), random.NextDouble()]);
        }

        TrainedModel model = new Trainer(schema, Sample.Fast, new(), TimeProvider.System)
            .Train(SampleSet.Vectors(rows), null, CancellationToken.None);
        using IScorer scorer = model.CreateScorer("v", 2, "cpu");
        rows.Add([1e38, 0.5]);
        var scores = new BatchScores(2);
        scorer.Score(Sample.Batch(rows, 299, 2), scores);

        Assert.True(float.IsFinite(scores.Score[0]));
        Assert.Equal(float.PositiveInfinity, scores.Score[1]);
        Assert.Equal("a", scorer.Explain(Sample.Batch(rows, 299, 2), 1)[0].Name);
    }

    [Fact]
    public void AWideModelLearnsAFewRowsByHeart()
    {
        RowSet rows = Sample.Rows(40, 4);
        ModelSettings settings = Sample.Fast with
        {
            Widths = [32, 8], InputNoise = 0, MaxSteps = 2000, LearningRate = 0.01,
            Trim = 0, WeightDecay = 0, EarlyStopping = new() { HeldOut = 0.05, Patience = 0 },
        };

        LearningPoint last = Sample.Train(rows, settings).Report.Curve[^1];

        Assert.InRange(last.Loss, 0, 1e-3);
    }

    [Fact]
    public void PlainDenseModelsOfVectorsAreTrainedToTheEndAndKeepTheirLastWeights()
    {
        RowSet rows = Sample.Rows(120, 4);
        TrainingReport report = Sample.Train(rows, new ModelSettings { Device = "cpu" }).Report;
        Assert.Equal((3000, 3000, report.Curve[^1].HeldOutLoss), (report.Curve[^1].Step, report.BestStep, report.HeldOutLoss));

        TrainedModel stopped = Sample.Train(rows, Sample.Fast with { MaxSteps = 2000, EarlyStopping = new() { Patience = 2 } });
        Assert.True(stopped.Report.Curve[^1].Step < 2000);
        Assert.Equal(stopped.Report.Curve.Min(point => point.HeldOutLoss), stopped.Report.HeldOutLoss);
    }

    [Theory]
    [InlineData(OptimizerKind.AdamW, LossKind.Mse, 0.002)]
    [InlineData(OptimizerKind.Adam, LossKind.Mae, 0.002)]
    [InlineData(OptimizerKind.Sgd, LossKind.Huber, 0.1)]
    [InlineData(OptimizerKind.RmsProp, LossKind.Mse, 0.002)]
    public void EveryOptimizerAndLossLearns(OptimizerKind optimizer, LossKind loss, double rate)
    {
        ModelSettings settings = Sample.Fast with { Optimizer = optimizer, Loss = loss, LearningRate = rate, Trim = 0, InputNoise = 0.1 };

        TrainingReport report = Sample.Train(Sample.Rows(500, 6), settings).Report;

        Assert.True(report.HeldOutLoss < 0.5 * report.Curve[0].HeldOutLoss, $"{report.Curve[0].HeldOutLoss} -> {report.HeldOutLoss}");
    }

    [Fact]
    public void TooFewRowsAreOneClearError()
    {
        TrainingException error = Assert.Throws<TrainingException>(() => Sample.Train(Sample.Rows(19, 3)));

        Assert.Contains("19 usable rows", error.Message);
    }

    [Fact]
    public void ALossThatExplodesStopsWithAWayOut()
    {
        ModelSettings settings = Sample.Fast with { Optimizer = OptimizerKind.Sgd,
            LearningRate = 10, GradientClip = 0, Widths = [64, 64, 8] };

        TrainingException error = Assert.Throws<TrainingException>(() => Sample.Train(Sample.Rows(300, 6), settings));

        Assert.Contains("Model.LearningRate (now 10)", error.Message);
    }

    [Fact]
    public void TrimmingDropsThePlantedJunk()
    {
        RowSet rows = Sample.Rows(480, 6);
        var random = new Random(9);
        for (int i = 0; i < 20; i++)
        {
            rows.Add([.. Enumerable.Range(0, 6).Select(_ => (random.NextDouble() * 200) - 100)]);
        }

        TrainedModel whole = Sample.Train(rows, Sample.Fast with { Trim = 0 });
        TrainedModel trimmed = Sample.Train(rows, Sample.Fast with { Trim = 0.06 });

        // 400 rows are not held out; 6 % of them go, and what is usual is narrower for it.
        Assert.Equal((376, 100, 24), (trimmed.Report.TrainingRows, trimmed.Report.HeldOutRows, trimmed.Report.TrimmedRows));
        Assert.True(trimmed.Parts.Members[0].Calibration.Features!.Map[0] > 2 * whole.Parts.Members[0].Calibration.Features!.Map[0]);
    }

    [Fact]
    public void EpochsCountWholePassesOverTheTrainingRows()
    {
        ModelSettings settings = Sample.Fast with { Epochs = 3, BatchSize = 100,
            Trim = 0, EarlyStopping = new() { HeldOut = 0.2, Patience = 0 } };

        // 500 rows, 400 of them not held out: four batches a pass.
        Assert.Equal(12, Sample.Train(Sample.Rows(500, 4), settings).Report.Curve[^1].Step);
    }

    [Fact]
    public void CrossEntropyOfWhatIsNoProbabilityIsRefused()
    {
        TrainingException error = Assert.Throws<TrainingException>(() =>
            Sample.Train(Sample.Rows(100, 3), Sample.Fast with { Loss = LossKind.Bce }));

        Assert.Contains("Scaling MinMax", error.Message);
    }

    [Fact]
    public void CrossEntropyLearnsProbabilities()
    {
        var schema = new Schema(
            new() { Fields = [.. Enumerable.Range(0, 5).Select(i => new FieldSettings { Name = $"f{i}", Scaling = Scaling.MinMax })] });
        ModelSettings settings = Sample.Fast with { Loss = LossKind.Bce, InputNoise = 0.05, Trim = 0 };

        TrainingReport report = new Trainer(schema, settings, new(), TimeProvider.System)
            .Train(SampleSet.Vectors(Sample.Rows(500, 5)), null, CancellationToken.None).Report;

        Assert.True(report.HeldOutLoss < report.Curve[0].HeldOutLoss - 0.01, $"{report.Curve[0].HeldOutLoss} -> {report.HeldOutLoss}");
    }

    [Fact]
    public void ProgressRisesToTheEnd()
    {
        var seen = new List<TrainingProgress>();
        new Trainer(Sample.Schema(4), Sample.Fast with { EarlyStopping = new() { Patience = 0 } }, new(), TimeProvider.System)
            .Train(SampleSet.Vectors(Sample.Rows(300, 4)), new Recorder(seen), CancellationToken.None);

        Assert.Equal(seen.Select(p => p.Step).Order(), seen.Select(p => p.Step));
        Assert.Equal(1, seen[^1].Fraction);
        Assert.Equal(TimeSpan.Zero, seen[^1].Left);
        Assert.All(seen, p => Assert.True(p.RowsPerSecond > 0));
    }

    [Fact]
    public void ATrainingCanBeStopped()
    {
        using var stop = new CancellationTokenSource();
        var seen = new List<TrainingProgress>();
        var trainer = new Trainer(Sample.Schema(4), Sample.Fast, new(), TimeProvider.System);

        Assert.Throws<OperationCanceledException>(
            () => trainer.Train(SampleSet.Vectors(Sample.Rows(300, 4)), new Recorder(seen, stop.Cancel), stop.Token));
        Assert.Single(seen);
    }

    private static byte[] Bytes(TrainedModel model) =>
        [.. model.Parts.Members[0].Weights.Values.OrderBy(w => w.Name).SelectMany(w => w.Data.ToArray())];

    private sealed class Recorder(List<TrainingProgress> seen, Action? then = null) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            seen.Add(value);
            then?.Invoke();
        }
    }
}
