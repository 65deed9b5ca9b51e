namespace Detector.Data.Simulation.Scenes;

/// <summary>What is strange in a frame.</summary>
public enum SceneKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Somebody runs, the usual way.</summary>
    Runner,

    /// <summary>A van, where only people walk.</summary>
    Vehicle,

    /// <summary>A suitcase stands there, and nobody with it.</summary>
    Abandoned,

    /// <summary>Somebody walks where people walk, the other way.</summary>
    WrongWay,

    /// <summary>Something hangs before the camera.</summary>
    Covered,
}
