namespace Detector.Data.Simulation.Scenes;

/// <summary>Something that hangs before the camera for a while, over most of the picture or all of it.</summary>
internal sealed class Cloth(double aspect, RandomNumbers random) : ISceneThing
{
    private readonly double _share = random.Uniform(0.6, 1.1);
    private readonly int _side = random.Below(4);
    private readonly double _tone = random.Uniform(0.03, 0.3);
    private double _seconds = random.Uniform(4, 10);

    public double Ground => double.PositiveInfinity;

    public bool IsOver => _seconds < 0;

    public void Advance(double seconds) => _seconds -= seconds;

    public void Draw(Canvas canvas)
    {
        (double left, double top, double right, double bottom) = _side switch
        {
            0 => (0.0, 0.0, _share * aspect, 1.0),
            1 => ((1 - _share) * aspect, 0, aspect, 1),
            2 => (0, 0, aspect, _share),
            _ => (0, 1 - _share, aspect, 1),
        };
        canvas.Rectangle(left, top, right, bottom, _tone);
    }
}
