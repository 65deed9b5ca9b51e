namespace Detector.Core.Scoring;

/// <summary>
/// A centre and a linear map that makes directions in which rows vary much and little alike: u = Map (x - Mean). The length of u is
/// the Mahalanobis distance of x, and u² of a coordinate its part in that.
/// </summary>
public sealed record Whitening
{
    /// <summary>[n].</summary>
    public required float[] Mean { get; init; }

    /// <summary>[n * n], row-major.</summary>
    public required float[] Map { get; init; }

    /// <summary>n.</summary>
    public int Width => Mean.Length;
}
