namespace Detector.Data.Simulation.Scenes;

/// <summary>A suitcase that stands somewhere on a lane for a while.</summary>
internal sealed class Suitcase(SceneLane lane, double aspect, RandomNumbers random) : ISceneThing
{
    private readonly (double X, double Y, double Tall) _at = lane.At(random.Uniform(0.25, 0.75), aspect);
    private readonly double _colour = random.Chance(0.5) ? random.Uniform(0.05, 0.2) : random.Uniform(0.8, 0.95);
    private double _seconds = random.Uniform(8, 20);

    public double Ground => _at.Y;

    public bool IsOver => _seconds < 0;

    public void Advance(double seconds) => _seconds -= seconds;

    public void Draw(Canvas canvas)
    {
        (double x, double y, double tall) = _at;
        canvas.Ellipse(x, y, 0.3 * tall, 0.04 * tall, 0, 0.35);
        canvas.Rectangle(x - (0.24 * tall), y - (0.4 * tall), x + (0.24 * tall), y, _colour);
        canvas.Line(x - (0.08 * tall), y - (0.47 * tall), x + (0.08 * tall), y - (0.47 * tall), 0.04 * tall, 0.1);
    }
}
