using Detector.Core.Formats.Frames;

namespace Detector.Core.Scoring;

/// <summary>What usual frames taught of each of their regions: what it usually shows, and how far usual frames are from that.</summary>
public sealed record Regions
{
    /// <summary>[cells * k * n] what each cell of the frame's <see cref="RegionGrid"/> usually shows; all of it finite.</summary>
    public required float[] Exemplars { get; init; }

    /// <summary>[cells] what a cell's distance is multiplied by: 1 over the distance that one usual frame in fifty is beyond.</summary>
    public required float[] Scales { get; init; }

    /// <summary>
    /// [cells * <see cref="Motion.Codes"/>] how rare it is that a cell moves so, in units of its distance; null where frames do not say
    /// how they move.
    /// </summary>
    public float[]? Motions { get; init; }

    /// <summary>The spread of its pixels that a frame is taken to have at least: an empty one has nothing but noise.</summary>
    public required double LeastContrast { get; init; }
}
