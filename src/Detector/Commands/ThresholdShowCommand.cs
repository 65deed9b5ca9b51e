using System.CommandLine;
using Detector.Commands.Text;
using Detector.Core.Thresholds;
using Detector.Models.Bundles;

namespace Detector.Commands;

/// <summary>detector threshold show.</summary>
internal sealed class ThresholdShowCommand : CliCommand
{
    private static readonly double[] Targets = [0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005];

    private readonly ModelOptions _model = new();
    private readonly Option<string> _stream = CommonOptions.Stream();

    private readonly Option<bool> _json = CommonOptions.Json();

    public ThresholdShowCommand()
        : base(
            "show",
            "Show the threshold that is in force, who set it and why, and what others would be.",
            "detector threshold show --stream cards")
    {
        Add(_stream);
        _model.AddTo(this);
        Add(_json);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        string stream = arguments.GetRequiredValue(_stream);
        ModelRegistry registry = _model.Registry(arguments);
        Bundle bundle = registry.Open(stream);
        StoredThreshold? stored = registry.Threshold(stream);
        Threshold threshold = stored?.Threshold ?? bundle.Threshold;
        HeldOutScores? scores = bundle.ReadScores();
        if (arguments.GetValue(_json))
        {
            Output(arguments).WriteLine(CommandJson.Of(new
            {
                stream,
                model = bundle.Version,
                threshold,
                origin = stored?.Origin ?? ThresholdOrigin.HeldOut,
                stored?.Created,
                stored?.By,
                stored?.Why,
                rows = scores?.HeldOut.Length,
                shareAbove = scores?.ShareAbove(threshold.Value),
                others = scores is null ? null : Targets.Select(target => Other(scores, target)).Select(other => new
                {
                    other.Target,
                    other.Value,
                    shareAbove = scores.ShareAbove(other.Value),
                    canBeTold = ThresholdText.CannotTell(scores.HeldOut.Length, other.Target) is null,
                }),
            }));
            return Task.FromResult(ExitCode.Success);
        }

        var table = new Table("", "");
        table.Add("stream", stream);
        table.Add("model", bundle.Version);
        table.Add("threshold", Numbers.Significant(threshold.Value));
        table.Add("version", threshold.Version);
        table.Add("made of", ThresholdText.Origin(threshold, stored?.Origin ?? ThresholdOrigin.HeldOut));
        table.Add("above it", scores is null ? ThresholdText.NoScores(stream) : ThresholdText.Above(scores, threshold.Value));
        table.Add("set by", stored is null ? "the model's training"
            : $"{stored.By}, {Numbers.Instant(stored.Created)}: {stored.Why}");
        table.WriteRows(Output(arguments), "");
        if (scores is not null)
        {
            WriteOthers(scores, Output(arguments));
        }

        return Task.FromResult(ExitCode.Success);
    }

    private static Threshold Other(HeldOutScores scores, double target) =>
        scores.Learn(new ThresholdSettings { Target = target }, "other");

    private static void WriteOthers(HeldOutScores scores, TextWriter output)
    {
        var table = new Table("TARGET", "THRESHOLD", scores.IsCrossFitted ? "ROWS ABOVE" : "HELD-OUT ROWS ABOVE");
        foreach (double target in Targets)
        {
            Threshold other = Other(scores, target);
            string above = Numbers.Percent(scores.ShareAbove(other.Value));
            string? cannot = ThresholdText.CannotTell(scores.HeldOut.Length, target);
            table.Add(Numbers.Percent(target), Numbers.Significant(other.Value), cannot ?? above);
        }

        output.WriteLine();
        table.Write(output);
    }
}
