using System.CommandLine;
using Detector.Commands.Text;
using Detector.Models.Bundles;

namespace Detector.Commands;

/// <summary>detector models list.</summary>
internal sealed class ModelsListCommand : CliCommand
{
    private readonly ModelOptions _model = new();

    private readonly Option<string?> _stream = new("--stream", "-s") { Description = "Only this stream's models.", HelpName = "NAME" };

    private readonly Option<bool> _json = CommonOptions.Json();

    public ModelsListCommand()
        : base(
            "list",
            "List the models, the oldest of a stream first, and which one serves.",
            "detector models list",
            "detector models list --stream cards")
    {
        Add(_stream);
        _model.AddTo(this);
        Add(_json);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        ModelRegistry registry = _model.Registry(arguments);
        IReadOnlyList<BundleInfo> models = registry.List(arguments.GetValue(_stream));
        var table = new Table("STREAM", "VERSION", "FAMILY", "FEATURES", "ROWS", "HELD-OUT LOSS", "STATE");
        foreach (BundleInfo model in models)
        {
            Manifest? manifest = model.Manifest;
            table.Add(
                model.Stream,
                model.Version,
                manifest?.Family,
                manifest?.Features.Count,
                manifest?.Training.TrainingRows,
                manifest?.Metrics.GetValueOrDefault("heldOutLoss", double.NaN),
                model.Error ?? string.Join(", ", model.Pointers.Select(Word)));
        }

        foreach (string stray in registry.Strays(arguments.GetValue(_stream)))
        {
            Error(arguments).WriteLine($"{stray} is no model's folder and is left out");
        }

        if (models.Count == 0)
        {
            Error(arguments).WriteLine($"No models in {_model.Directory(arguments)}; \"detector train\" makes one.");
        }

        if (arguments.GetValue(_json))
        {
            Output(arguments).WriteLine(CommandJson.Of(models.Select(model => new
            {
                model.Stream,
                model.Version,
                model.Pointers,
                model.Manifest?.Created,
                model.Manifest?.Family,
                Features = model.Manifest?.Features.Count,
                model.Manifest?.Training,
                model.Manifest?.Metrics,
                model.Error,
            })));
            return Task.FromResult(ExitCode.Success);
        }

        table.Write(Output(arguments));
        return Task.FromResult(ExitCode.Success);
    }

    private static string Word(RegistryPointer pointer) => pointer switch
    {
        RegistryPointer.Current => "serves",
        RegistryPointer.Previous => "served before",
        RegistryPointer.Pinned => "pinned",
        _ => "challenger",
    };
}
