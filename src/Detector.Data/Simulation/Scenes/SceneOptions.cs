namespace Detector.Data.Simulation.Scenes;

/// <summary>The scene that is filmed.</summary>
public sealed record SceneOptions
{
    /// <summary>Smaller frames show nobody.</summary>
    public const int LeastSide = 16;

    /// <summary>Larger frames have no larger details.</summary>
    public const int MostSide = 2048;

    /// <summary>Where the camera stands.</summary>
    public ScenePlace Place { get; init; } = ScenePlace.Street;

    /// <summary>Pixels a line.</summary>
    public int Width { get; init; } = 320;

    /// <summary>Lines.</summary>
    public int Height { get; init; } = 240;

    /// <summary>Frames a second.</summary>
    public double FramesPerSecond { get; init; } = 5;

    /// <summary>About the share of frames in which something is strange, 0..1.</summary>
    public double AnomalyRate { get; init; } = 0.1;

    /// <summary>The first frame's time; the light is that of the time of day.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
}
