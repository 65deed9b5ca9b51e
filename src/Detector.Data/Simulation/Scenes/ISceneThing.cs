namespace Detector.Data.Simulation.Scenes;

/// <summary>Something that comes into a scene, and is gone again.</summary>
internal interface ISceneThing
{
    /// <summary>How far down the picture it stands: what stands lower is nearer, and hides what is behind it.</summary>
    double Ground { get; }

    /// <summary>Whether it is gone.</summary>
    bool IsOver { get; }

    /// <summary>Lets time pass.</summary>
    void Advance(double seconds);

    void Draw(Canvas canvas);
}
