namespace Detector.Core.Scoring;

/// <summary>
/// What short windows of usual sequences taught: linear maps that give each feature of a window's last row an error, in units of what that
/// error usually is. The window's numbers, less their means, are multiplied by a map.
/// </summary>
public sealed record WindowCalibration
{
    /// <summary>[F] means of a row's numbers.</summary>
    public required float[] Mean { get; init; }

    /// <summary>[W * F, F] each, row-major, of windows of W rows.</summary>
    public required IReadOnlyList<float[]> Maps { get; init; }

    /// <summary>W: rows of a map's windows.</summary>
    public int Steps(int map) => Maps[map].Length / Mean.Length / Mean.Length;
}
