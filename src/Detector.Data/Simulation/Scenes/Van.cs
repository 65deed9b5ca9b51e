namespace Detector.Data.Simulation.Scenes;

/// <summary>A van that drives where people walk, the way they walk.</summary>
internal sealed class Van(SceneLane lane, double aspect, RandomNumbers random) : ISceneThing
{
    // It is longer than somebody is broad, so that it begins and ends further outside.
    private const double Outside = 0.45;

    private readonly double _metres = random.Uniform(2, 4);
    private readonly double _paint = random.Chance(0.5) ? random.Uniform(0.05, 0.25) : random.Uniform(0.75, 0.98);
    private double _progress = -Outside;

    public double Ground => lane.At(_progress, aspect).Y;

    public bool IsOver => _progress > 1 + Outside;

    public void Advance(double seconds) => _progress += seconds * lane.Progress(_metres, aspect);

    public void Draw(Canvas canvas)
    {
        (double x, double y, double tall) = lane.At(_progress, aspect);
        (double half, double front) = (1.3 * tall, lane.Direction * tall);
        canvas.Ellipse(x, y, 1.4 * tall, 0.06 * tall, 0, 0.4);
        canvas.Rectangle(x - half, y - (1.15 * tall), x + half, y - (0.15 * tall), _paint);
        canvas.Rectangle(
            x + (0.8 * front) - (0.3 * tall), y - (1.05 * tall), x + (0.8 * front) + (0.3 * tall), y - (0.65 * tall), 0.5 - (_paint / 3));
        canvas.Ellipse(x - (0.8 * tall), y - (0.15 * tall), 0.18 * tall, 0.18 * tall, 0.04);
        canvas.Ellipse(x + (0.8 * tall), y - (0.15 * tall), 0.18 * tall, 0.18 * tall, 0.04);
    }
}
