using System.CommandLine;

namespace Detector.Commands;

/// <summary>detector threshold: the threshold of the model that serves.</summary>
internal sealed class ThresholdCommand : Command
{
    public ThresholdCommand()
        : base("threshold", "Show the threshold of the model that serves, or change it without training the model again.")
    {
        Add(new ThresholdShowCommand());
        Add(new ThresholdSetCommand());
        Add(new ThresholdRelearnCommand());
    }
}
