using System.CommandLine;
using Detector.Commands.Text;
using Detector.Core.Thresholds;
using Detector.Models.Bundles;

namespace Detector.Commands;

/// <summary>detector threshold set.</summary>
internal sealed class ThresholdSetCommand : CliCommand
{
    private readonly ModelOptions _model = new();
    private readonly Option<string> _stream = CommonOptions.Stream();
    private readonly ThresholdOptions _threshold = new();

    private readonly Option<double?> _value = new("--value")
    {
        Description = "The threshold itself: a score above it raises an alert.", HelpName = "SCORE",
    };

    private readonly Option<bool> _trained = new("--trained") { Description = "The threshold that the model's training learned." };
    private readonly Option<string?> _why = CommonOptions.Why();

    public ThresholdSetCommand()
        : base(
            "set",
            "Change the threshold of the model that serves: for another share of false alarms, "
            + "from the scores that its training learned it from, or to a number.",
            "detector threshold set --stream cards --target 0.001",
            "detector threshold set --stream cards --value 6.5 --why rest-is-noise",
            "detector threshold set --stream cards --trained")
    {
        Add(_stream);
        _threshold.AddTo(this);
        Add(_value);
        Add(_trained);
        _model.AddTo(this);
        Add(_why);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        string stream = arguments.GetRequiredValue(_stream);
        double? target = _threshold.Target(arguments);
        double? value = arguments.GetValue(_value);
        bool trained = arguments.GetValue(_trained);
        if ((target is null ? 0 : 1) + (value is null ? 0 : 1) + (trained ? 1 : 0) != 1)
        {
            throw new UsageException("what the threshold is to be is one of --target, --value and --trained");
        }

        if (value is { } number && !double.IsFinite(number))
        {
            throw new UsageException($"--value is a score, not {number}");
        }

        ModelRegistry registry = _model.Registry(arguments);
        Bundle bundle = registry.Open(stream);
        string? expected = ThresholdText.Set(registry, stream);
        var change = Change.Of("detector threshold set", arguments.GetValue(_why) ?? "asked for");
        if (trained)
        {
            registry.UnsetThreshold(stream, change);
            Output(arguments).WriteLine($"{Numbers.Significant(bundle.Threshold.Value)} is the threshold of {stream} again, "
                + $"as {bundle.Version} was trained with");
            return Task.FromResult(ExitCode.Success);
        }

        HeldOutScores? scores = bundle.ReadScores();
        if (value is null && scores is null)
        {
            throw new CommandException(ThresholdText.NoScores(stream));
        }

        StoredThreshold stored = value is { } chosen
            ? registry.SetThreshold(
                stream, bundle.Version, expected, ThresholdOrigin.Chosen, version => HeldOutScores.Chosen(chosen, scores, version), change)
            : registry.SetThreshold(
                stream, bundle.Version, expected, ThresholdOrigin.HeldOut, version =>
                    scores!.Learn(_threshold.Settings(arguments, bundle.Threshold), version), change);
        ThresholdText.Tell(stream, stored, scores, Output(arguments), Error(arguments));
        return Task.FromResult(ExitCode.Success);
    }
}
