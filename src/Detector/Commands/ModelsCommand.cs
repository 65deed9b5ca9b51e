using System.CommandLine;

namespace Detector.Commands;

/// <summary>detector models: the registry.</summary>
internal sealed class ModelsCommand : Command
{
    public ModelsCommand()
        : base("models", "List the trained models, show one, choose which one serves, or see which ones did.")
    {
        Add(new ModelsListCommand());
        Add(new ModelsShowCommand());
        Add(new ModelsPromoteCommand());
        Add(new ModelsHistoryCommand());
    }
}
