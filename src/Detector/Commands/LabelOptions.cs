using System.CommandLine;
using Detector.Data.Files;

namespace Detector.Commands;

/// <summary>The options that say how rows are told to be anomalies.</summary>
internal sealed class LabelOptions(bool isRequired)
{
    private readonly Option<string?> _label = new("--label", "-l")
    {
        Description = "The column that says which rows are anomalies: 1 or 0, true or false. "
            + "For frames: a file of labels, idx or one a line.",
        HelpName = "COLUMN",
        Required = isRequired,
    };

    private readonly Option<string?> _anomaly = new("--anomaly")
    {
        Description = "The label's text that stands for an anomaly, where it is not 1 or true; every other stands for a usual row.",
        HelpName = "TEXT",
    };

    private readonly Option<string?> _usual = new("--usual")
    {
        Description = "The label's text that stands for a usual row; every other stands for an anomaly.",
        HelpName = "TEXT",
    };

    public void AddTo(Command command)
    {
        command.Add(_label);
        command.Add(_anomaly);
        command.Add(_usual);
    }

    /// <summary>Whether --label was given.</summary>
    public bool IsNamed(ParseResult arguments) => arguments.GetValue(_label) is not null;

    /// <summary>The label that was named; null where none was.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="of">An option that names it in place of --label, where it does.</param>
    /// <exception cref="CommandException">The options contradict each other.</exception>
    public LabelColumn? Of(ParseResult arguments, Option<string?>? of = null)
    {
        string? anomaly = arguments.GetValue(_anomaly);
        string? usual = arguments.GetValue(_usual);
        string? label = (of is null ? null : arguments.GetValue(of)) ?? arguments.GetValue(_label);
        return (anomaly, usual, label) switch
        {
            (not null, not null, _) => throw new CommandException("--anomaly and --usual say the same thing twice: one of them is enough"),
            (null, null, null) => null,
            (_, _, null) => throw new CommandException("--anomaly and --usual are texts of a label: --label names it"),
            _ => new LabelColumn(label, anomaly, usual),
        };
    }
}
