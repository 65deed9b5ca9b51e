namespace Detector.Demo;

/// <summary>What the demo shows.</summary>
internal sealed record DemoOptions
{
    /// <summary>Directory of the models.</summary>
    public required string Registry { get; init; }

    /// <summary>Transactions a second of the live stream.</summary>
    public int Rate { get; init; } = 200;

    /// <summary>Transactions that the model is trained on.</summary>
    public int History { get; init; } = 30_000;

    /// <summary>Seed of the simulator.</summary>
    public int Seed { get; init; } = 1;
}
