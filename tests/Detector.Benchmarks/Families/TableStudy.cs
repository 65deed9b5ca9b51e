using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;
using Detector.Evaluation;
using Detector.Files;
using Detector.Models.Settings;
using Detector.Models.Training;

namespace Detector.Benchmarks.Families;

/// <summary>A published table: what "detector init", "train" and "evaluate" do with it.</summary>
internal sealed class TableStudy
{
    private readonly string _test;
    private readonly Schema _schema;
    private readonly SampleSet _samples;

    public TableStudy(string folder, string table)
    {
        string training = Path.Combine(folder, $"{table}.train.csv.gz");
        _test = Path.Combine(folder, $"{table}.test.csv.gz");
        _schema = new Schema(SampleFile.Infer(training, new(), _ => { }, CancellationToken.None).Schema.Settings);
        _samples = new SampleFiles(_schema, 1).Read([training], null, new RejectedRows(), (_, _) => { }, CancellationToken.None);
    }

    public TableResult Run(ModelSettings settings)
    {
        TrainedModel model = new Trainer(_schema, settings, new ThresholdSettings(), TimeProvider.System).Train(_samples, null, CancellationToken.None);
        using IScorer scorer = model.CreateScorer("study", FileScorer.BatchSize, "cpu");
        var scores = new List<double>();
        var labels = new List<bool>();
        new FileScorer(_schema, 1, scorer).Run(
            _test,
            new LabelColumn("label"),
            new RejectedRows(),
            row =>
            {
                scores.Add(row.Score);
                labels.Add(row.Row.IsAnomaly);
            },
            _ => { },
            CancellationToken.None);
        var ranking = new Ranking([.. scores], [.. labels]);
        Confusion alarms = ranking.Above(model.Threshold.Value);
        return new TableResult(ranking.RocAuc(), alarms.FalsePositives / (double)ranking.Negatives, model.Report.Duration.TotalSeconds);
    }
}
