using System.CommandLine;
using Detector.Settings;

namespace Detector.Commands;

/// <summary>detector config schema.</summary>
internal sealed class ConfigSchemaCommand : CliCommand
{
    private readonly Option<bool> _markdown = new("--markdown")
    {
        Description = "Print a page in Markdown for people instead: every setting, its default and its limits.",
    };

    public ConfigSchemaCommand()
        : base(
            "schema",
            "Print a JSON schema (draft 2020-12) of the settings file, for editors that complete and check as you type.",
            "detector config schema > appsettings.schema.json",
            "detector config schema --markdown > settings.md")
    {
        Add(_markdown);
    }

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        await Output(arguments).WriteAsync(arguments.GetValue(_markdown) ? SettingsReference.Text() : SettingsJsonSchema.Text());
        return ExitCode.Success;
    }
}
