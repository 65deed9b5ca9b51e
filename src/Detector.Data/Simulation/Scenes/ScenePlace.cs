namespace Detector.Data.Simulation.Scenes;

/// <summary>Where the camera stands.</summary>
public enum ScenePlace
{
    /// <summary>A street for people on foot: three lanes, the middle one the other way.</summary>
    Street,

    /// <summary>A yard: across it to the right, from a gate at the back to the front, and along the front to the left.</summary>
    Yard,
}
