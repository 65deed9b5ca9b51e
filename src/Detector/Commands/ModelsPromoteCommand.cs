using System.CommandLine;
using Detector.Commands.Text;
using Detector.Models.Bundles;

namespace Detector.Commands;

/// <summary>detector models promote.</summary>
internal sealed class ModelsPromoteCommand : CliCommand
{
    private readonly ModelOptions _model = new();
    private readonly Option<string> _stream = CommonOptions.Stream();

    private readonly Argument<string> _version = new("VERSION")
    {
        Description = "The version that is to serve; \"detector models list\" shows them.",
    };

    private readonly Option<string?> _why = CommonOptions.Why();
    private readonly Option<bool> _json = CommonOptions.Json();

    public ModelsPromoteCommand()
        : base(
            "promote",
            "Make a model the one that serves its stream, with the threshold of its own training, after checking every file of it.",
            "detector models promote --stream cards 20261121-071502-1f0c9a3b",
            "detector models promote --stream cards 20261121-071502-1f0c9a3b --why quieter")
    {
        Add(_version);
        Add(_stream);
        _model.AddTo(this);
        Add(_why);
        Add(_json);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        string stream = arguments.GetRequiredValue(_stream);
        string version = arguments.GetRequiredValue(_version);
        ModelRegistry registry = _model.Registry(arguments);
        string? instead = registry.ReadIfWhole(stream, RegistryPointer.Current);
        registry.Promote(stream, version, Change.Of("detector models promote", arguments.GetValue(_why) ?? "asked for"));
        Output(arguments).WriteLine(
            arguments.GetValue(_json) ? CommandJson.Of(new { stream, version, instead }) : $"{version} serves {stream}");
        return Task.FromResult(ExitCode.Success);
    }
}
