using System.CommandLine;
using Detector.Commands.Text;
using Detector.Core.Batches;
using Detector.Core.Scoring;
using Detector.Core.Sources;
using Detector.Core.Thresholds;
using Detector.Data.Files;
using Detector.Kafka.History;
using Detector.Models.Bundles;
using Detector.Settings;
using Detector.Streams.Lookback;
using Detector.Streams.Pipeline;
using Detector.Streams.Settings;

namespace Detector.Commands;

/// <summary>detector preview.</summary>
internal sealed class PreviewCommand : CliCommand
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    private readonly ModelOptions _model = new();
    private readonly Option<string> _stream = CommonOptions.Stream();

    private readonly Option<string?> _since = new("--since")
    {
        Description = "How far back the topics are read, such as 7d or 12h. Default: 7d.", HelpName = "TIME",
    };

    private readonly Option<string?> _input = new("--input", "-i")
    {
        Description = "A file to read in place of the topics: CSV with a header line or JSON lines.", HelpName = "FILE",
    };

    private readonly Option<string?> _version = CommonOptions.Version();
    private readonly Option<bool> _json = CommonOptions.Json();

    public PreviewCommand()
        : base(
            "preview",
            "Show what would have been alerted: how many events a day at the threshold in force, at half and at twice its target, and the "
            + "ten worst, with the reasons. Nothing is published or committed.",
            "detector preview --stream cards",
            "detector preview --stream cards --since 12h --version 20261121-071502-1f0c9a3b",
            "detector preview --stream cards --input last-week.csv.gz --json")
    {
        Add(_stream);
        Add(_since);
        Add(_input);
        _model.AddTo(this);
        Add(_version);
        Add(_json);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        TextWriter error = Error(arguments);
        string stream = arguments.GetRequiredValue(_stream);
        TimeSpan since = Since(arguments);
        DetectorSettings settings = _model.Settings(arguments);
        StreamSettings own = _model.Stream(arguments, settings, stream);
        ModelRegistry registry = _model.Registry(arguments, settings);
        Bundle bundle = registry.Open(stream, arguments.GetValue(_version));
        Threshold threshold = registry.ThresholdOf(stream, bundle);
        DriftText.Write(settings, stream, bundle, threshold, error);
        using IScorer scorer = PastOptions.Scorer(bundle, own);
        IReadOnlyList<Threshold> thresholds = [threshold, .. Others(bundle, threshold)];
        string? input = arguments.GetValue(_input);
        var alerts = new PastAlerts(
            stream, input is null ? own.Source.Topics : [input], scorer, [.. thresholds.Select(one => one.Value)],
            new AlertRule(threshold, own.Alerts.Policy));
        if (input is null)
        {
            using SideTopic? verdicts = PastOptions.Verdicts(stream, own, bundle, error);
            var past = new PastScorer(
                bundle.Schema, bundle.Window, scorer, alerts.Add, PastOptions.Heard(verdicts, stream, own, error, ct));
            ReadTopics(own, past, since, error, ct);
        }
        else if (bundle.Schema.Settings.CountsVerdicts())
        {
            throw new CommandException($"The model {bundle.Version} counts verdicts (ConfirmedCount, ConfirmedShare), of which --input "
                + "tells nothing; without it the stream's topics are read");
        }
        else
        {
            ReadFile(input, bundle, scorer, alerts, error, ct);
        }

        if (arguments.GetValue(_json))
        {
            Output(arguments).WriteLine(PreviewText.Json(stream, bundle.Version, thresholds, alerts));
        }
        else
        {
            PreviewText.Write(stream, bundle.Version, thresholds, alerts, input is not null, Output(arguments));
        }

        return Task.FromResult(ExitCode.Success);
    }

    private TimeSpan Since(ParseResult arguments)
    {
        string? text = arguments.GetValue(_since);
        if (text is not null && arguments.GetValue(_input) is not null)
        {
            throw new UsageException("--since is about the topics; a file (--input) is read whole");
        }

        return Duration.TryParse(text ?? "7d", out TimeSpan since) && since > TimeSpan.Zero && since <= Longest
            ? since
            : throw new UsageException($"--since is '{text}'; it is a time such as 7d or 12h, at most {Longest.TotalDays:0}d");
    }

    // As training would have learned them, where the scores that it learned from are kept.
    private static IEnumerable<Threshold> Others(Bundle bundle, Threshold threshold) =>
        threshold is { K: null, Target: > 0 and <= 0.25 } && bundle.ReadScores() is { } scores
            ? [At(scores, threshold.Target / 2), At(scores, threshold.Target * 2)]
            : [];

    private static Threshold At(HeldOutScores scores, double target) => scores.Learn(new ThresholdSettings { Target = target }, "preview");

    private static void ReadTopics(StreamSettings own, PastScorer past, TimeSpan since, TextWriter error, CancellationToken ct)
    {
        using (var status = new StatusLine(error, TimeProvider.System))
        {
            IReadOnlyList<PastState> states = Preview.Run(
                PastOptions.Topics(own, error), TimeProvider.System.GetUtcNow() - since, null, past,
                (done, all) => status.Show(() => $"Reading: {Numbers.Share(done, all, "event")}"), PastOptions.Patience, ct);
            status.Dispose();
            if (states.Any(state => !state.IsWhole))
            {
                error.WriteLine("Mind: the topics no longer have all events that aggregates look back to, so that the first events' ones "
                    + "are made of fewer");
            }
        }

        if (past.Rejected > 0)
        {
            error.WriteLine($"{Numbers.Share(past.Rejected, past.Rejected + past.Scored + past.Waiting, "message")} could not be decoded, "
                + $"the first: {past.FirstReason}");
        }

        if (past.Waiting > 0)
        {
            error.WriteLine($"{Numbers.Count(past.Waiting, "event")} came before a sequence was full, and have no score");
        }
    }

    private static void ReadFile(
        string input, Bundle bundle, IScorer scorer, PastAlerts alerts, TextWriter error, CancellationToken ct)
    {
        var rejected = new RejectedRows();
        var history = new RowHistory(bundle.Schema, null);
        var file = new FileScorer(bundle.Schema, bundle.Window, scorer, history: history) { Scored = alerts.Add };
        using var status = new StatusLine(error, TimeProvider.System);
        long rows = 0;
        file.Run(input, null, rejected, row => rows += row.Row.Problem is null ? 1 : 0,
            share => status.Show(() => $"Scoring: {Numbers.Percent(share)}"), ct);
        status.Dispose();
        RejectedRowsText.Write(rejected, "not scored", error);
        rejected.CheckMost(input, 0, rows + rejected.Count);
    }
}
