namespace Detector.Core.Scoring;

/// <summary>
/// A linear error of the last row of a short window of a sequence: what each of its features is beyond what the window lets expect, in units of what it
/// usually is.
/// </summary>
public sealed record WindowMap
{
    /// <summary>[W * F, F], row-major: what a window's numbers, less their means, are multiplied by.</summary>
    public required float[] Weights { get; init; }

    /// <summary>What the root mean square over the features is multiplied by: 1 over its mean on rows that the map was not learned from.</summary>
    public required double Factor { get; init; }

    /// <summary>W: rows of a window, of sequences of F numbers a row.</summary>
    public int Steps(int features) => Weights.Length / features / features;
}
