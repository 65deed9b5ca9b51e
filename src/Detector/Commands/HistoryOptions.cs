using System.CommandLine;
using Detector.Commands.Text;
using Detector.Core.Schemas;
using Detector.Data.Files;
using Detector.Settings;

namespace Detector.Commands;

/// <summary>
/// The options that say what is known of keys when a row comes: what happened before the input, and when labels were known.
/// </summary>
internal sealed class HistoryOptions
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(365);

    private readonly Option<string[]> _before = new("--before")
    {
        Description = "Files of earlier rows, in order: what keys did before the input begins. They are read for the schema's "
            + "aggregates only.",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _labelDelay = new("--label-delay")
    {
        Description = "How long after its row a label is known, such as 7d, for aggregates that count confirmed anomalies: no row "
            + "sees one that came after it.",
        HelpName = "TIME",
    };

    public void AddTo(Command command)
    {
        command.Add(_before);
        command.Add(_labelDelay);
    }

    /// <summary>The history that the earlier rows make.</summary>
    /// <exception cref="UsageException">They are named for a schema that has no aggregates, or no such delay can be meant.</exception>
    /// <exception cref="DataException">They cannot be read.</exception>
    public RowHistory Read(ParseResult arguments, Schema schema, LabelColumn? label, TextWriter error, CancellationToken ct)
    {
        TimeSpan? delay = arguments.GetValue(_labelDelay) is not { } text ? null
            : Duration.TryParse(text, out TimeSpan parsed) && parsed >= TimeSpan.Zero && parsed <= LongestDelay ? parsed
            : throw new UsageException(
                $"--label-delay is '{text}'; it is a time such as 12h or 7d, at most {LongestDelay.TotalDays} days");
        var history = new RowHistory(schema, delay);
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
        history.Read(before, label, rejected, (path, share) => status.Show(() => $"Reading {path}: {Numbers.Percent(share)}"), ct);
        status.Dispose();
        RejectedRowsText.Write(rejected, "left out", error);
        return history;
    }

    /// <summary>Says what order has cost; nothing where it has cost nothing.</summary>
    public static void TellLate(RowHistory history, TextWriter error)
    {
        if (history.IsPivoted)
        {
            TellRows(history, error);
        }
        else if (history.Late > 0)
        {
            error.WriteLine($"{Numbers.Share(history.Late, history.Rows, "row")} came later than State:AllowedLateness after others, "
                + "so that aggregates of later rows leave them out; files in the order of their times have none");
        }
    }

    private static void TellRows(RowHistory history, TextWriter error)
    {
        if (history.Late > 0)
        {
            error.WriteLine($"{Numbers.Count(history.Late, "metric")} came later than State:AllowedLateness after others, or a "
                + "second time, and are in no row; files in the order of their times have none");
        }

        if (history.Incomplete > 0)
        {
            error.WriteLine(
                $"{Numbers.Share(history.Incomplete, history.Rows, "row")} lacked metrics, for which Missing says what stands in");
        }
    }
}
