using System.CommandLine;

namespace Detector.Commands;

/// <summary>detector models: the registry.</summary>
internal sealed class ModelsCommand : Command
{
    public ModelsCommand()
        : base("models", "List the trained models, show or compare them, choose which one serves, see which ones did, or remove old ones.")
    {
        Add(new ModelsListCommand());
        Add(new ModelsShowCommand());
        Add(new ModelsDiffCommand());
        Add(new ModelsPromoteCommand());
        Add(new ModelsRollbackCommand());
        Add(new ModelsPinCommand());
        Add(new ModelsPruneCommand());
        Add(new ModelsHistoryCommand());
    }
}
