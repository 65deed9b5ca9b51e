namespace Detector.Data.Simulation.Metrics;

/// <summary>The machines that are simulated.</summary>
public sealed record MetricsOptions
{
    /// <summary>Number of machines.</summary>
    public int Hosts { get; init; } = 1;

    /// <summary>Metrics of a machine, at least <see cref="Fewest"/>.</summary>
    public int Metrics { get; init; } = 8;

    /// <summary>Share of rows that are anomalous, 0..1.</summary>
    public double AnomalyRate { get; init; } = 0.02;

    /// <summary>Time from a machine's row to its next.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The time at which the simulation starts; its clock is its own.</summary>
    public DateTimeOffset Start { get; init; } = new SimulationOptions().Start;

    /// <summary>Fewer metrics have no relations to break.</summary>
    public const int Fewest = 3;
}
