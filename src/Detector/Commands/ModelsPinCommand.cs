using System.CommandLine;
using Detector.Commands.Text;
using Detector.Models.Bundles;

namespace Detector.Commands;

/// <summary>detector models pin.</summary>
internal sealed class ModelsPinCommand : CliCommand
{
    private readonly ModelOptions _model = new();
    private readonly Option<string> _stream = CommonOptions.Stream();

    private readonly Argument<string?> _version = new("VERSION")
    {
        Description = "The version that serves, if it still does. Default: whichever serves.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _off = new("--off") { Description = "Pin none any more." };
    private readonly Option<string?> _why = CommonOptions.Why();
    private readonly Option<bool> _json = CommonOptions.Json();

    public ModelsPinCommand()
        : base(
            "pin",
            "Pin the model that serves: no training, retraining or automatic rollback lets another serve, and prune leaves it. "
            + "A promotion or rollback by hand ends it.",
            "detector models pin --stream cards --why audit",
            "detector models pin --stream cards --off")
    {
        Add(_version);
        Add(_stream);
        Add(_off);
        _model.AddTo(this);
        Add(_why);
        Add(_json);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        string stream = arguments.GetRequiredValue(_stream);
        bool off = arguments.GetValue(_off);
        string? version = arguments.GetValue(_version);
        if (off && version is not null)
        {
            throw new UsageException("--off pins none: leave the version out");
        }

        ModelRegistry registry = _model.Registry(arguments);
        if (!off)
        {
            version ??= registry.Read(stream, RegistryPointer.Current)
                ?? throw new CommandException(
                    $"No model serves {stream}, so that none can be pinned; \"detector models promote\" lets one");
        }

        registry.Pin(stream, version, Change.Of("detector models pin", arguments.GetValue(_why) ?? "asked for"));
        Output(arguments).WriteLine(arguments.GetValue(_json) ? CommandJson.Of(new { stream, pinned = version })
            : off ? $"No model of {stream} is pinned"
            : $"{version} is pinned: it serves {stream} until somebody promotes another by hand");
        return Task.FromResult(ExitCode.Success);
    }
}
