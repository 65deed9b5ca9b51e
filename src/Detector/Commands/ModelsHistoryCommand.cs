using System.CommandLine;
using Detector.Commands.Text;
using Detector.Models.Bundles;

namespace Detector.Commands;

/// <summary>detector models history.</summary>
internal sealed class ModelsHistoryCommand : CliCommand
{
    private readonly ModelOptions _model = new();
    private readonly Option<string> _stream = CommonOptions.Stream();

    private readonly Option<bool> _json = CommonOptions.Json();

    public ModelsHistoryCommand()
        : base(
            "history",
            "Show which models and thresholds served a stream, the oldest first: since when, instead of which, who changed it and why.",
            "detector models history --stream cards")
    {
        Add(_stream);
        _model.AddTo(this);
        Add(_json);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        string stream = arguments.GetRequiredValue(_stream);
        (IReadOnlyList<PointerMove> moves, IReadOnlyList<int> unreadable) = _model.Registry(arguments).History(stream);
        var table = new Table("WHEN", "WHAT", "IS", "INSTEAD OF", "BY", "WHY");
        foreach (PointerMove move in moves)
        {
            table.Add(
                Numbers.Instant(move.When),
                move.Pointer.ToString().ToLowerInvariant(),
                move.To ?? "none",
                move.From ?? "none",
                OneLine(move.By),
                OneLine(move.Why));
        }

        if (moves.Count == 0)
        {
            Error(arguments).WriteLine($"No history of {stream} in {_model.Directory(arguments)}.");
        }

        foreach (int line in unreadable)
        {
            Error(arguments).WriteLine($"Line {line} of {stream}'s history cannot be read and is left out");
        }

        if (arguments.GetValue(_json))
        {
            Output(arguments).WriteLine(CommandJson.Of(moves));
        }
        else
        {
            table.Write(Output(arguments));
        }

        return Task.FromResult(ExitCode.Success);
    }

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
