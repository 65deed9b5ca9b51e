using Detector.Commands;
using Detector.Core.Batches;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;
using Detector.Data.Evaluation;
using Detector.Data.Files;
using Detector.Data.Files.Frames;
using Detector.Models.Settings;
using Detector.Models.Training;

namespace Detector.Benchmarks.Families;

/// <summary>A published table, or a digit against the others: what "detector init", "train" and "evaluate" do with it.</summary>
internal sealed class TableStudy
{
    private readonly string _test;
    private readonly LabelColumn _label;
    private readonly Schema _schema;
    private readonly SampleSet _samples;

    private TableStudy(SchemaSettings schema, string training, LabelColumn? trainingLabel, string test, LabelColumn label)
    {
        (_test, _label, _schema) = (test, label, new Schema(schema));
        _samples = new TrainingFiles(_schema, 1).Read([training], trainingLabel, new RejectedRows(), (_, _) => { }, CancellationToken.None);
    }

    public static TableStudy OfTable(string folder, string table)
    {
        string training = Path.Combine(folder, $"{table}.train.csv.gz");
        SchemaSettings schema = SchemaProposal.Infer(training, new(), _ => { }, CancellationToken.None).Schema.Settings;
        return new TableStudy(schema, training, null, Path.Combine(folder, $"{table}.test.csv.gz"), new LabelColumn("label"));
    }

    public static TableStudy OfDigit(string folder, string digit)
    {
        string File(string name) => Path.Combine(folder, name + "-ubyte.gz");
        string training = File("train-images-idx3");
        return new TableStudy(
            FrameSource.Describe(training, null, null),
            training,
            new LabelColumn(File("train-labels-idx1"), Usual: digit),
            File("t10k-images-idx3"),
            new LabelColumn(File("t10k-labels-idx1"), Usual: digit));
    }

    public TableResult Run(ModelSettings settings)
    {
        TrainedModel model = new Trainer(_schema, settings, new ThresholdSettings(), TimeProvider.System).Train(_samples, null, CancellationToken.None);
        using IScorer scorer = model.CreateScorer("study", BatchLimit.Most, "cpu");
        var scores = new List<double>();
        var parts = new List<(double Residual, double Distance, double Code)>();
        var labels = new List<bool>();
        new FileScorer(_schema, 1, scorer).Run(
            _test,
            _label,
            new RejectedRows(),
            row =>
            {
                scores.Add(row.Score);
                parts.Add(row.Parts);
                labels.Add(row.Row.IsAnomaly);
            },
            _ => { },
            CancellationToken.None);
        var ranking = new Ranking([.. scores], [.. labels]);
        Confusion alarms = ranking.Above(model.Threshold.Value);
        double Auc(Func<(double Residual, double Distance, double Code), double> of) => new Ranking([.. parts.Select(of)], [.. labels]).RocAuc();
        double[] alone =
        [
            Auc(part => part.Residual), Auc(part => part.Distance), Auc(part => part.Code),
            Auc(part => part.Residual + part.Distance), Auc(part => part.Residual + part.Code), Auc(part => part.Distance + part.Code),
        ];
        return new TableResult(ranking.RocAuc(), alone, alarms.FalsePositives / (double)ranking.Negatives, model.Report.Duration.TotalSeconds);
    }
}
