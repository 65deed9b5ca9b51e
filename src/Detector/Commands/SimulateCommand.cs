using System.CommandLine;

namespace Detector.Commands;

/// <summary>detector simulate: data to try things with.</summary>
internal sealed class SimulateCommand : Command
{
    public SimulateCommand()
        : base("simulate", "Make data to try the detector with.")
    {
        Add(new SimulateTransactionsCommand());
        Add(new SimulateMetricsCommand());
        Add(new SimulateFramesCommand());
    }
}
