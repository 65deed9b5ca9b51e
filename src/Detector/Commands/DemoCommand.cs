using System.CommandLine;
using Detector.Demo;

namespace Detector.Commands;

/// <summary>detector demo.</summary>
internal sealed class DemoCommand : CliCommand
{
    private static readonly DemoOptions Usual = new();

    private readonly Option<string?> _registry = CommonOptions.Registry();

    private readonly Option<bool> _video = new("--video")
    {
        Description = "A camera instead: a simulated street with runners, vans, suitcases that are left there, and a covered lens.",
    };

    private readonly Option<int> _rate = new("--rate")
    {
        Description = "Transactions a second.", HelpName = "N", DefaultValueFactory = _ => Usual.Rate,
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "The same seed makes the same transactions, or frames.", HelpName = "N", DefaultValueFactory = _ => Usual.Seed,
    };

    private readonly Option<int> _change = new("--change")
    {
        Description = "Seconds after which the simulated world changes, so that the stream drifts and trains a new model; 0: it does not.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => Usual.ChangeAfter,
    };

    public DemoCommand()
        : base(
            "demo",
            "See it work, with no Kafka at hand: simulated card transactions with known frauds, "
            + "a model trained on them, live alerts; until Ctrl-C.",
            "detector demo",
            "detector demo --rate 1000",
            "detector demo --video")
    {
        Add(_video);
        Add(_rate);
        Add(_seed);
        Add(_change);
        Add(_registry);
        _change.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 86_400)
            {
                result.AddError("--change must be between 0 and 86400.");
            }
        });
        _rate.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 20_000)
            {
                result.AddError("--rate must be between 1 and 20000.");
            }
        });
    }

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        var options = new DemoOptions
        {
            Registry = arguments.GetValue(_registry) ?? Usual.Registry,
            Rate = arguments.GetValue(_rate),
            Seed = arguments.GetValue(_seed),
            ChangeAfter = arguments.GetValue(_change),
        };
        bool isVideo = arguments.GetValue(_video);
        if (isVideo)
        {
            Refuse(arguments, "is for transactions, and --video shows a camera", _rate, _change);
        }

        DemoRunner demo = isVideo ? new CameraDemo(options, Output(arguments), TimeProvider.System)
            : new TransactionDemo(options, Output(arguments), TimeProvider.System);
        await demo.RunAsync(ct);
        return ExitCode.Success;
    }
}
