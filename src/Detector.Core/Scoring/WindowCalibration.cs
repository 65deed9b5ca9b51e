namespace Detector.Core.Scoring;

/// <summary>What short windows of usual sequences taught, each map in its own way.</summary>
public sealed record WindowCalibration
{
    /// <summary>[F] means of a row's numbers.</summary>
    public required float[] Mean { get; init; }

    /// <summary>Errors of a window's last row: what it is given all else in the window, beyond a forecast, outside of the window's main directions.</summary>
    public required IReadOnlyList<WindowMap> Maps { get; init; }
}
