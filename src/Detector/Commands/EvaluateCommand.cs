using System.CommandLine;
using Detector.Commands.Text;
using Detector.Core.Batches;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;
using Detector.Data.Evaluation;
using Detector.Data.Files;
using Detector.Models.Bundles;
using Detector.Settings;

namespace Detector.Commands;

/// <summary>detector evaluate.</summary>
internal sealed class EvaluateCommand : CliCommand
{
    private readonly ModelOptions _model = new();
    private readonly HistoryOptions _history = new();
    private readonly Option<string> _stream = CommonOptions.Stream();
    private readonly Option<string> _input = CommonOptions.OneInput("Labelled rows.");

    private readonly LabelOptions _label = new(isRequired: true);

    private readonly CameraOption _camera = new();
    private readonly Option<string?> _version = CommonOptions.Version();
    private readonly Option<bool> _json = CommonOptions.Json();

    public EvaluateCommand()
        : base(
            "evaluate",
            "Measure a model on labelled rows: how well it ranks anomalies first, what it catches, what it costs in false alarms.",
            "detector evaluate --stream cards --input labelled.csv --label is_fraud",
            "detector evaluate --stream flows --input test.csv --label class --anomaly attack --json")
    {
        Add(_stream);
        Add(_input);
        _label.AddTo(this);
        _camera.AddTo(this);
        _model.AddTo(this);
        _history.AddTo(this);
        Add(_version);
        Add(_json);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        string input = arguments.GetRequiredValue(_input);
        TextWriter error = Error(arguments);
        DetectorSettings? settings = _model.SettingsToCompare(arguments, error);
        string stream = arguments.GetRequiredValue(_stream);
        ModelRegistry registry = _model.Registry(arguments, settings);
        Bundle bundle = registry.Open(stream, arguments.GetValue(_version));
        Threshold threshold = registry.ThresholdOf(stream, bundle);
        DriftText.Write(settings, stream, bundle, threshold, error);
        RowHistory history = _history.Read(arguments, bundle.Schema, _label.Of(arguments), error, ct);
        using IScorer scorer = bundle.CreateScorer(BatchLimit.For(bundle.Shape.Width));
        using var status = new StatusLine(error, TimeProvider.System);
        var rejected = new RejectedRows();
        LabelledScores scored = LabelledScores.OfFile(
            bundle.Schema.SeenBy(_camera.Of(arguments, bundle.Schema)),
            bundle.Window,
            scorer,
            (input, _label.Of(arguments)),
            rejected,
            share => status.Show(() => $"Scoring: {Numbers.Percent(share)}"),
            ct,
            history);
        status.Dispose();
        RejectedRowsText.Write(rejected, "left out", error);
        HistoryOptions.TellLate(history, error);
        UnknownCategoriesText.Write(bundle.Schema, bundle.Transform, scored.Unknown, scored.Scores.Length, error);
        EvaluationReport report = EvaluationReport.Of(bundle, threshold, scored, rejected.Count);
        if (arguments.GetValue(_json))
        {
            Output(arguments).WriteLine(EvaluationText.Json(report));
        }
        else
        {
            EvaluationText.Write(report, Output(arguments));
        }

        return Task.FromResult(ExitCode.Success);
    }
}
