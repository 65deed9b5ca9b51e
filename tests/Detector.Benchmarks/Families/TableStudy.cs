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

/// <summary>A table, or a digit against the others: what "detector init", "train" and "evaluate" do with it.</summary>
internal sealed class TableStudy
{
    private readonly string _test;
    private readonly LabelColumn _label;
    private readonly Schema _schema;
    private readonly SampleSet _samples;
    private readonly WindowSettings _window;

    private TableStudy(SchemaSettings schema, string training, LabelColumn? trainingLabel, string test, LabelColumn label, int steps = 1)
    {
        (_test, _label, _schema, _window) = (test, label, new Schema(schema), new() { Steps = steps });
        _samples = new TrainingFiles(_schema, _window)
            .Read([training], trainingLabel, new RejectedRows(), (_, _) => { }, CancellationToken.None);
    }

    /// <param name="files">The table.</param>
    /// <param name="steps">Rows of a sample: over 1 where the table is a series.</param>
    public static TableStudy OfTable(TableFiles files, int steps = 1)
    {
        SchemaSettings schema = SchemaProposal.Infer(files.Training, new(), _ => { }, CancellationToken.None).Schema.Settings;
        return new TableStudy(schema, files.Training, null, files.Test, new LabelColumn("label"), steps);
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

    /// <param name="settings">The model.</param>
    /// <param name="threshold">How its threshold is learned; as it is by default where null.</param>
    public TableResult Run(ModelSettings settings, ThresholdSettings? threshold = null)
    {
        TrainedModel model = new Trainer(_schema, settings, threshold ?? new ThresholdSettings(), TimeProvider.System)
            .Train(_samples, null, CancellationToken.None);
        using IScorer scorer = model.CreateScorer("study", BatchLimit.Most, "cpu");
        var scores = new List<double>();
        var parts = new List<UnitParts>();
        var labels = new List<bool>();
        new FileScorer(_schema, _window, scorer).Run(
            _test,
            _label,
            new RejectedRows(),
            row =>
            {
                scores.Add(row.Score);
                parts.Add(UnitParts.Of(row.Parts, settings.Score));
                labels.Add(row.Row.IsAnomaly);
            },
            _ => { },
            CancellationToken.None);
        Ranking ranking = new([.. scores], [.. labels]);
        double falseAlarms = ranking.Above(model.Threshold.Value).FalsePositives / (double)ranking.Negatives;
        return new TableResult([.. labels], [.. scores], [.. parts], falseAlarms, model.Report.Duration.TotalSeconds, model.Report.Scores);
    }
}
