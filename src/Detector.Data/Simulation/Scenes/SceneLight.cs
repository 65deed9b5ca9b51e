namespace Detector.Data.Simulation.Scenes;

/// <summary>The light on a scene: that of the time of day, and clouds that come and go in minutes.</summary>
internal sealed class SceneLight(RandomNumbers random)
{
    private const double Night = 0.45;
    private const double Noon = 0.95;
    private const double CloudSeconds = 90;
    private const double Clouds = 0.07;

    private double _cloud = random.Normal();

    /// <summary>Lets time pass.</summary>
    public void Advance(double seconds)
    {
        double memory = Math.Exp(-seconds / CloudSeconds);
        _cloud = (memory * _cloud) + (Math.Sqrt(1 - (memory * memory)) * random.Normal());
    }

    /// <summary>What a white wall's tone is.</summary>
    public double At(DateTimeOffset time)
    {
        double sun = Math.Max(0, Math.Sin(Math.PI * (time.UtcDateTime.TimeOfDay.TotalHours - 6) / 12));
        return (Night + ((Noon - Night) * Math.Sqrt(sun))) * Math.Clamp(1 + (Clouds * _cloud), 0.75, 1.05);
    }
}
