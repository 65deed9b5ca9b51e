using System.CommandLine;
using Detector.Commands.Text;
using Detector.Core.Batches;
using Detector.Core.Samples;
using Detector.Core.Scoring;
using Detector.Data.Files;
using Detector.Models.Bundles;

namespace Detector.Commands;

/// <summary>detector score.</summary>
internal sealed class ScoreCommand : CliCommand
{
    private readonly ModelOptions _model = new();
    private readonly Option<string> _stream = CommonOptions.Stream();
    private readonly Option<string> _input = CommonOptions.OneInput("The rows to score.");

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The CSV file to write, one line for each row, in order: row, score, error, threshold, alert (1 or 0); feature1, value1, "
            + "expected1, share1 (of sequences also steps_back1) and so on for the three fields with the largest shares; reason. - is the standard output.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string?> _version = CommonOptions.Version();

    public ScoreCommand()
        : base(
            "score",
            "Score the rows of a file and say which fields made each score. A row that cannot be read gets a line with the reason instead.",
            "detector score --stream cards --input today.csv --output scores.csv",
            "detector score --stream cards --input today.jsonl.gz --output - | sort -t, -k2 -gr | head")
    {
        Add(_stream);
        Add(_input);
        Add(_output);
        _model.AddTo(this);
        Add(_version);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        TextWriter error = Error(arguments);
        string input = arguments.GetRequiredValue(_input);
        using var output = new OutputFile(arguments.GetRequiredValue(_output), Output(arguments), input);
        string stream = arguments.GetRequiredValue(_stream);
        ModelRegistry registry = _model.Registry(arguments);
        Bundle bundle = registry.Open(stream, arguments.GetValue(_version));
        using IScorer scorer = bundle.CreateScorer(BatchLimit.For(bundle.Shape.Width));
        using var status = new StatusLine(error, TimeProvider.System);
        var rejected = new RejectedRows();
        var file = new ScoreFile(output.Writer, registry.ThresholdOf(stream, bundle), bundle.Shape.Kind == SampleKind.Sequence);
        var scoring = new FileScorer(bundle.Schema, bundle.Shape.Steps, scorer);
        scoring.Run(
            input, null, rejected, file.Write, share => status.Show(() => $"Scoring: {Numbers.Percent(share)}"), ct);
        output.Complete();
        status.Dispose();
        string share = file.Scored > 0 ? $", {Numbers.Percent((double)file.Alerts / file.Scored)}" : "";
        error.WriteLine($"{Numbers.Count(file.Scored, "row")} scored with {bundle.Version}, {Numbers.Count(file.Alerts, "alert")}{share}");
        RejectedRowsText.Write(rejected, "not scored", error);
        UnknownCategoriesText.Write(bundle.Schema, bundle.Transform, scoring.Unknown, file.Scored, error);
        return Task.FromResult(ExitCode.Success);
    }
}
