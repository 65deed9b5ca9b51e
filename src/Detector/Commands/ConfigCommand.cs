using System.CommandLine;

namespace Detector.Commands;

/// <summary>detector config: the settings themselves.</summary>
internal sealed class ConfigCommand : Command
{
    public ConfigCommand()
        : base("config", "Check the settings, or print their JSON schema.")
    {
        Add(new ConfigCheckCommand());
        Add(new ConfigSchemaCommand());
    }
}
