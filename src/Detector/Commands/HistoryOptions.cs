using System.CommandLine;
using Detector.Commands.Text;
using Detector.Core.Schemas;
using Detector.Data.Files;

namespace Detector.Commands;

/// <summary>The option that names what happened before the rows at hand.</summary>
internal sealed class HistoryOptions
{
    private readonly Option<string[]> _before = new("--before")
    {
        Description = "Files of earlier rows, in order: what keys did before the input begins. They are read for the schema's aggregates only.",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };

    public void AddTo(Command command) => command.Add(_before);

    /// <summary>The history that the earlier rows make.</summary>
    /// <exception cref="UsageException">They are named for a schema that has no aggregates.</exception>
    /// <exception cref="DataException">They cannot be read.</exception>
    public RowHistory Read(ParseResult arguments, Schema schema, TextWriter error, CancellationToken ct)
    {
        var history = new RowHistory(schema);
        string[] before = arguments.GetValue(_before) ?? [];
        if (before.Length == 0)
        {
            return history;
        }

        if (history.IsEmpty)
        {
            throw new UsageException("--before names earlier rows for aggregates, but the schema has none (Schema:Aggregates)");
        }

        var rejected = new RejectedRows();
        using var status = new StatusLine(error, TimeProvider.System);
        history.Read(before, rejected, (path, share) => status.Show(() => $"Reading {path}: {Numbers.Percent(share)}"), ct);
        status.Dispose();
        RejectedRowsText.Write(rejected, "left out", error);
        return history;
    }

    /// <summary>Says what order has cost; nothing where it has cost nothing.</summary>
    public static void TellLate(RowHistory history, TextWriter error)
    {
        if (history.Late > 0)
        {
            error.WriteLine($"{Numbers.Share(history.Late, history.Rows, "row")} came later than State:AllowedLateness after others, so that aggregates of later rows "
                + "leave them out; files in the order of their times have none");
        }
    }
}
