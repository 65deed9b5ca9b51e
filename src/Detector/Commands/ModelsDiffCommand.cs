using System.CommandLine;
using System.Text.Json.Nodes;
using Detector.Commands.Text;
using Detector.Core.Text;
using Detector.Models.Bundles;

namespace Detector.Commands;

/// <summary>detector models diff.</summary>
internal sealed class ModelsDiffCommand : CliCommand
{
    private const int LongestValue = 60;

    private readonly ModelOptions _model = new();
    private readonly Option<string> _stream = CommonOptions.Stream();
    private readonly Argument<string> _a = new("A") { Description = "A version; \"detector models list\" shows them." };

    private readonly Argument<string?> _b = new("B")
    {
        Description = "Another one. Default: the one that serves.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _json = CommonOptions.Json();

    public ModelsDiffCommand()
        : base(
            "diff",
            "Show in what two models differ: settings, schema, window, threshold, training, lineage, held-out figures, and fields whose "
            + "scale has moved.",
            "detector models diff --stream cards 20261121-071502-1f0c9a3b",
            "detector models diff --stream cards 20261121-071502-1f0c9a3b 20261128-031500-77ab01c2 --json")
    {
        Add(_a);
        Add(_b);
        Add(_stream);
        _model.AddTo(this);
        Add(_json);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        string stream = arguments.GetRequiredValue(_stream);
        ModelRegistry registry = _model.Registry(arguments);
        Bundle a = registry.Open(stream, arguments.GetRequiredValue(_a));
        Bundle b = registry.Open(stream, arguments.GetValue(_b));
        IReadOnlyList<BundleDifference> differences = BundleDifference.Between(a, b);
        if (arguments.GetValue(_json))
        {
            Output(arguments).WriteLine(CommandJson.Of(new { stream, a = a.Version, b = b.Version, differences }));
            return Task.FromResult(ExitCode.Success);
        }

        Output(arguments).WriteLine($"{a.Version}, {Numbers.Instant(a.Manifest.Created)}  ->  {b.Version}, "
            + $"{Numbers.Instant(b.Manifest.Created)}{(b.Version == registry.Read(stream, RegistryPointer.Current) ? ", serves" : "")}");
        Output(arguments).WriteLine();
        var table = new Table("PART", "WHAT", "FIRST", "SECOND");
        foreach (BundleDifference difference in differences)
        {
            table.Add(difference.Part, difference.Path, Told(difference.A), Told(difference.B));
        }

        table.Write(Output(arguments));
        if (differences.Count == 0)
        {
            Output(arguments).WriteLine("No difference but in weights and calibration.");
        }

        return Task.FromResult(ExitCode.Success);
    }

    private static string Told(JsonNode? node) => node switch
    {
        null => "-",
        JsonObject parts => string.Join(", ", parts.Select(part => $"{part.Key} {Told(part.Value)}")),
        JsonValue value when value.TryGetValue(out double number) && Math.Floor(number) != number => Numbers.Significant(number),
        JsonValue value when value.TryGetValue(out string? text) => ShortText.Cut(text, LongestValue),
        _ => ShortText.Cut(node.ToJsonString(), LongestValue),
    };
}
