using System.CommandLine.Parsing;

namespace Detector.Commands;

/// <summary>A command's words from the program's name on, such as "detector config check".</summary>
internal static class CommandPath
{
    public static string Of(CommandResult command) => command.Parent is CommandResult parent
        ? $"{Of(parent)} {command.Command.Name}"
        : "detector";
}
