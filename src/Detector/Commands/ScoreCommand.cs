using System.CommandLine;
using Detector.Commands.Text;
using Detector.Core.Batches;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;
using Detector.Data.Files;
using Detector.Data.Files.Frames;
using Detector.Models.Bundles;
using Detector.Settings;

namespace Detector.Commands;

/// <summary>detector score.</summary>
internal sealed class ScoreCommand : CliCommand
{
    private readonly ModelOptions _model = new();
    private readonly HistoryOptions _history = new();
    private readonly LabelOptions _label = new(isRequired: false);
    private readonly Option<string> _stream = CommonOptions.Stream();
    private readonly Option<string> _input = CommonOptions.OneInput("The rows to score.");

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The CSV file to write, one line for each row, in order: row, score, error, threshold, alert (1 or 0); "
            + "feature1, value1, expected1, share1 (of sequences also steps_back1) and so on "
            + "for the three fields with the largest shares, those under 5 % left out; reason; "
            + "why1 to why3 (what is usual of those fields, or together with which others they are strange); "
            + "then key and time where the stream has them, of pictures the file's name, and the columns of --include. "
            + "- is the standard output.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string[]> _include = new("--include")
    {
        Description = "Columns of the input that are copied to the end of every line, with commas between: what names an event to "
            + "you.", HelpName = "A,B",
    };

    private readonly Option<string?> _pictures = new("--pictures")
    {
        Description = "Of frames: a folder for those over the threshold, each with what is strange about it marked, and "
            + PictureFolder.SheetName + ", the strangest side by side.",
        HelpName = "DIR",
    };

    private readonly CameraOption _camera = new();
    private readonly Option<string?> _version = CommonOptions.Version();

    public ScoreCommand()
        : base(
            "score",
            "Score the rows of a file and say which fields made each score. "
            + "A row that cannot be read gets a line with the reason instead.",
            "detector score --stream cards --input today.csv --output scores.csv --include transaction_id,terminal",
            "detector score --stream cards --input today.jsonl.gz --output - | sort -t, -k2 -gr | head",
            "detector score --stream door --input frames --output scores.csv --pictures strange")
    {
        Add(_stream);
        Add(_input);
        Add(_output);
        Add(_include);
        Add(_pictures);
        _model.AddTo(this);
        _history.AddTo(this);
        _label.AddTo(this);
        _camera.AddTo(this);
        Add(_version);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        TextWriter error = Error(arguments);
        string input = arguments.GetRequiredValue(_input);
        using var output = new OutputFile(arguments.GetRequiredValue(_output), Output(arguments), input);
        DetectorSettings? settings = _model.SettingsToCompare(arguments, error);
        string stream = arguments.GetRequiredValue(_stream);
        ModelRegistry registry = _model.Registry(arguments, settings);
        Bundle bundle = registry.Open(stream, arguments.GetValue(_version));
        Threshold threshold = registry.ThresholdOf(stream, bundle);
        DriftText.Write(settings, stream, bundle, threshold, error);
        Schema schema = bundle.Schema.SeenBy(_camera.Of(arguments, bundle.Schema));
        RowHistory history = _history.Read(arguments, bundle.Schema, _label.Of(arguments), error, ct);
        using IScorer scorer = bundle.CreateScorer(BatchLimit.For(bundle.Shape.Width));
        using var status = new StatusLine(error, TimeProvider.System);
        var rejected = new RejectedRows();
        var identity = new RowIdentity(bundle.Schema, input, CommonOptions.Names(arguments, _include));
        var file = new ScoreFile(output.Writer, threshold, bundle.Shape.HasSteps, identity);
        var scoring = new FileScorer(schema, bundle.Window, scorer, identity, history);
        PictureFolder? pictures = arguments.GetValue(_pictures) is { } folder ? Pictures(folder, bundle) : null;
        void Take(ScoredRow row)
        {
            file.Write(row);
            if (pictures is not null && row.Row.Problem is null && row.Score > threshold.Value)
            {
                pictures.Add(row);
            }
        }

        scoring.Run(
            input, _label.Of(arguments), rejected, Take, share => status.Show(() => $"Scoring: {Numbers.Percent(share)}"), ct);
        output.Complete();
        pictures?.Complete();
        status.Dispose();
        string share = file.Scored > 0 ? $", {Numbers.Percent((double)file.Alerts / file.Scored)}" : "";
        error.WriteLine($"{Numbers.Count(file.Scored, "row")} scored with {bundle.Version}, {Numbers.Count(file.Alerts, "alert")}{share}");
        RejectedRowsText.Write(rejected, "not scored", error);
        HistoryOptions.TellLate(history, error);
        UnknownCategoriesText.Write(bundle.Schema, bundle.Transform, scoring.Unknown, file.Scored, error);
        rejected.CheckMost(input, 0, file.Scored + rejected.Count);
        return Task.FromResult(ExitCode.Success);
    }

    private static PictureFolder Pictures(string folder, Bundle bundle) => bundle.Schema.Layout.HasPlanes
        ? new PictureFolder(folder, bundle.Schema.Layout)
        : throw new UsageException("--pictures is for streams of frames; this one's events are rows of numbers");
}
