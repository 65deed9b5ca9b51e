using Detector.Settings;

namespace Detector.Demo;

/// <summary>What the demo shows.</summary>
internal sealed record DemoOptions
{
    /// <summary>Directory of the models.</summary>
    public string Registry { get; init; } = new DetectorSettings().Registry;

    /// <summary>Transactions a second of the live stream.</summary>
    public int Rate { get; init; } = 200;

    /// <summary>Transactions that the model is trained on.</summary>
    public int History { get; init; } = 30_000;

    /// <summary>Seconds of the live stream after which the simulated world changes; 0: it does not.</summary>
    public int ChangeAfter { get; init; } = 120;

    /// <summary>A camera's frames that the model is trained on.</summary>
    public int Frames { get; init; } = 1500;

    /// <summary>From one line of status to the next.</summary>
    public TimeSpan StatusInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Seed of the simulator; with the usual one, frauds of several kinds come in the first seconds of the live stream.</summary>
    public int Seed { get; init; } = 8;
}
