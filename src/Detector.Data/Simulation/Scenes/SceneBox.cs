namespace Detector.Data.Simulation.Scenes;

/// <summary>A part of a frame in pixels; empty where it has none.</summary>
/// <param name="X">Its left column.</param>
/// <param name="Y">Its upper line.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Lines.</param>
public readonly record struct SceneBox(int X, int Y, int Width, int Height);
