namespace Detector.Data.Simulation;

/// <summary>The world that is simulated.</summary>
public sealed record SimulationOptions
{
    /// <summary>Number of cards.</summary>
    public int Cards { get; init; } = 5000;

    /// <summary>Mean number of honest transactions of a card a day.</summary>
    public double TransactionsPerDay { get; init; } = 4;

    /// <summary>Share of fraudulent transactions, 0..1.</summary>
    public double FraudRate { get; init; } = 0.005;

    /// <summary>The time at which the simulation starts; its clock is its own.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
}
