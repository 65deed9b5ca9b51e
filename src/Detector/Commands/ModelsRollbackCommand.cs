using System.CommandLine;
using Detector.Commands.Text;
using Detector.Models.Bundles;

namespace Detector.Commands;

/// <summary>detector models rollback.</summary>
internal sealed class ModelsRollbackCommand : CliCommand
{
    private readonly ModelOptions _model = new();
    private readonly Option<string> _stream = CommonOptions.Stream();
    private readonly Option<string?> _why = CommonOptions.Why();
    private readonly Option<bool> _json = CommonOptions.Json();

    public ModelsRollbackCommand()
        : base(
            "rollback",
            "Let the model serve again that served before, with the threshold of its own training, after checking every file of it. "
            + "A second time undoes the first.",
            "detector models rollback --stream cards --why noisy")
    {
        Add(_stream);
        _model.AddTo(this);
        Add(_why);
        Add(_json);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        string stream = arguments.GetRequiredValue(_stream);
        ModelRegistry registry = _model.Registry(arguments);
        string? instead = registry.ReadIfWhole(stream, RegistryPointer.Current);
        string version = registry.RollBack(
            stream, Change.Of("detector models rollback", arguments.GetValue(_why) ?? "asked for"));
        Output(arguments).WriteLine(arguments.GetValue(_json)
            ? CommandJson.Of(new { stream, version, instead })
            : $"{version} serves {stream} again, instead of {instead}");
        return Task.FromResult(ExitCode.Success);
    }
}
