using System.CommandLine;
using Detector.Settings;

namespace Detector.Commands;

/// <summary>detector config schema.</summary>
internal sealed class ConfigSchemaCommand() : CliCommand(
    "schema",
    "Print a JSON schema (draft 2020-12) of the settings file, for editors that complete and check as you type.",
    "detector config schema > appsettings.schema.json")
{
    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        await Output(arguments).WriteAsync(SettingsJsonSchema.Text());
        return ExitCode.Success;
    }
}
