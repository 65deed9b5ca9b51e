using Detector.Core.Features;
using Detector.Core.Scoring;
using Detector.Models.Settings;
using Detector.Models.Training;

namespace Detector.Models.Tests.Training;

/// <summary>Thyroid is BenchmarkTablesTests' of the program.</summary>
public class TableTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("ionosphere", 0.95)]
    [InlineData("cardio", 0.90)]
    public void AnomaliesOfPublishedTablesScoreHigher(string table, double atLeast)
    {
        RowSet rows = Tables.Training(table);
        (RowSet test, bool[] anomaly) = Tables.Test(table);
        TrainedModel model = Sample.Train(rows, new ModelSettings { Device = "cpu" });
        using IScorer scorer = model.CreateScorer("v", test.Count);
        var scores = new BatchScores(test.Count);

        scorer.Score(Sample.Batch(test, 0, test.Count), scores);

        double auc = Tables.Auc(scores.Score, anomaly);
        double alarms = scores.Score.Where((score, i) => !anomaly[i] && score > model.Threshold.Value)
            .Count() / (double)anomaly.Count(a => !a);
        output.WriteLine($"{table}: AUC {auc:F4} (residual {Tables.Auc(scores.Residual, anomaly):F4}, "
            + $"distance {Tables.Auc(scores.Distance, anomaly):F4}, code {Tables.Auc(scores.Code, anomaly):F4}), "
            + $"false alarms {alarms:P2}, trained in {model.Report.Duration.TotalSeconds:F1} s, "
            + $"best {model.Report.BestStep} of {model.Report.Curve[^1].Step}");
        Assert.InRange(auc, atLeast, 1);
    }
}
