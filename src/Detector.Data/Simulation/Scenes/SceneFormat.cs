namespace Detector.Data.Simulation.Scenes;

/// <summary>What a frame is written as.</summary>
public enum SceneFormat
{
    /// <summary>A JPEG picture, as cameras send it.</summary>
    Jpeg,

    /// <summary>A PNG picture: every pixel as it was.</summary>
    Png,

    /// <summary>Its gray pixels, a byte each, line after line.</summary>
    Raw,
}
