using System.CommandLine;
using Detector.Commands.Text;
using Detector.Core.Batches;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;
using Detector.Data.Files;
using Detector.Models.Bundles;

namespace Detector.Commands;

/// <summary>detector threshold relearn.</summary>
internal sealed class ThresholdRelearnCommand : CliCommand
{
    private readonly ModelOptions _model = new();
    private readonly Option<string> _stream = CommonOptions.Stream();
    private readonly Option<string> _input = CommonOptions.OneInput("Usual rows that the model was not trained on.");
    private readonly ThresholdOptions _threshold = new();
    private readonly Option<string?> _why = CommonOptions.Why();

    public ThresholdRelearnCommand()
        : base(
            "relearn",
            "Learn the threshold of the model that serves anew, from the scores of other rows: "
            + "the stream has changed, the model still does.",
            "detector threshold relearn --stream cards --input last-week.csv.gz",
            "detector threshold relearn --stream cards --input last-week.csv.gz --target 0.002")
    {
        Add(_stream);
        Add(_input);
        _threshold.AddTo(this);
        _model.AddTo(this);
        Add(_why);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        string stream = arguments.GetRequiredValue(_stream);
        string input = arguments.GetRequiredValue(_input);
        _ = _threshold.Target(arguments);
        ModelRegistry registry = _model.Registry(arguments);
        registry.CheckWritable(stream);
        Bundle bundle = registry.Open(stream);
        string? expected = ThresholdText.Set(registry, stream);
        float[] scores = Score(bundle, input, Error(arguments), ct);
        if (scores.Length < 2)
        {
            throw new CommandException($"{input} has {Numbers.Count(scores.Length, "row")} that could be scored; "
                + "a threshold needs 2 at least, and thousands to be right");
        }

        ThresholdSettings settings = _threshold.Settings(arguments, registry.ThresholdOf(stream, bundle));
        var change = Change.Of("detector threshold relearn", arguments.GetValue(_why) ?? $"learned from {Path.GetFileName(input)}");
        StoredThreshold stored = registry.SetThreshold(
            stream, bundle.Version, expected, ThresholdOrigin.Rows, version => ThresholdLearner.Learn(scores, settings, version), change);
        ThresholdText.Tell(stream, stored, bundle.ReadScores(), Output(arguments), Error(arguments));
        return Task.FromResult(ExitCode.Success);
    }

    private static float[] Score(Bundle bundle, string input, TextWriter error, CancellationToken ct)
    {
        using IScorer scorer = bundle.CreateScorer(BatchLimit.For(bundle.Shape.Width));
        using var status = new StatusLine(error, TimeProvider.System);
        var rejected = new RejectedRows();
        var scores = new List<float>();
        new FileScorer(bundle.Schema, bundle.Window, scorer).Run(
            input, null, rejected, Take, share => status.Show(() => $"Scoring: {Numbers.Percent(share)}"), ct);
        status.Dispose();
        RejectedRowsText.Write(rejected, "left out", error);
        return [.. scores];

        void Take(ScoredRow row)
        {
            if (row.Row.Problem is null)
            {
                scores.Add((float)row.Score);
            }
        }
    }
}
