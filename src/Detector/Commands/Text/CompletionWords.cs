using System.CommandLine;
using System.CommandLine.Completions;

namespace Detector.Commands.Text;

/// <summary>What may follow a command's words.</summary>
/// <param name="Path">The words, such as "detector config".</param>
/// <param name="Commands">Commands below it.</param>
/// <param name="Values">What its argument may be, where that is one of a few words.</param>
/// <param name="Options">Its options.</param>
internal sealed record CompletionWords(
    string Path, IReadOnlyList<Command> Commands, IReadOnlyList<string> Values, IReadOnlyList<CompletionOption> Options)
{
    /// <summary>Of each command, the program itself first.</summary>
    public static IReadOnlyList<CompletionWords> Of(Command root) => [.. Below(root, "detector", [])];

    private static IEnumerable<CompletionWords> Below(Command command, string path, IReadOnlyList<Option> inherited)
    {
        Command[] commands = [.. command.Subcommands.Where(below => !below.Hidden)];
        Option[] options = [.. command.Options.Where(option => !option.Hidden)];
        string[] values = [.. command.Arguments.SelectMany(CompletionOption.ValuesOf)];
        yield return new CompletionWords(path, commands, values, [.. options.Concat(inherited).Select(CompletionOption.Of)]);
        Option[] handedDown = [.. options.Where(option => option.Recursive).Concat(inherited)];
        foreach (CompletionWords below in commands.SelectMany(one => Below(one, $"{path} {one.Name}", handedDown)))
        {
            yield return below;
        }
    }
}

/// <summary>An option as a shell completes it.</summary>
/// <param name="Names">Such as "--config" and "-c".</param>
/// <param name="Description">What it is.</param>
/// <param name="TakesValue">Whether a word follows it.</param>
/// <param name="IsPath">Whether that is a file or folder.</param>
/// <param name="Values">The few words that it may be; empty where it may be anything.</param>
internal sealed record CompletionOption(
    IReadOnlyList<string> Names, string Description, bool TakesValue, bool IsPath, IReadOnlyList<string> Values)
{
    private static readonly string[] Paths = ["FILE", "DIR"];

    public static CompletionOption Of(Option option) => new(
        [.. option.Aliases.Prepend(option.Name).Where(name => name[0] == '-')],
        option.Description ?? "",
        option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool),
        Paths.Any(path => option.HelpName?.Contains(path, StringComparison.Ordinal) ?? false),
        ValuesOf(option));

    /// <summary>The few words that a symbol may be.</summary>
    public static IReadOnlyList<string> ValuesOf(Symbol symbol) =>
        [.. symbol.GetCompletions(CompletionContext.Empty).Select(item => item.Label).Where(word => word is not ("true" or "false"))];
}
