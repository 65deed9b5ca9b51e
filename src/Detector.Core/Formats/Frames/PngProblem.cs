namespace Detector.Core.Formats.Frames;

/// <summary>Why bytes could not be read as a PNG image.</summary>
public enum PngProblem
{
    None,

    /// <summary>They do not start as one.</summary>
    NoPng,

    /// <summary>They end too early, a checksum is wrong, or their parts contradict each other.</summary>
    Damaged,

    /// <summary>Its lines are interlaced.</summary>
    Interlaced,

    /// <summary>It has another width or height than the frame.</summary>
    OtherSize,
}
