namespace Detector.Data.Simulation.Scenes;

/// <summary>Somebody on foot.</summary>
internal sealed class Figure : ISceneThing
{
    private const double MetresOfTwoSteps = 1.5;

    private readonly SceneLane _lane;
    private readonly double _aspect;
    private readonly double _metres;
    private readonly double _stride;
    private readonly double _lean;
    private readonly double _size;
    private readonly double _coat;
    private readonly double _legs;
    private readonly double _skin;
    private readonly double _off;
    private double _progress;
    private double _phase;

    private Figure(SceneLane lane, double aspect, double metres, double stride, double lean, RandomNumbers random)
    {
        (_lane, _aspect, _metres, _stride, _lean) = (lane, aspect, metres, stride, lean);
        _progress = metres < 0 ? 1 : 0;
        _size = random.Uniform(0.88, 1.08);
        _coat = random.Chance(0.5) ? random.Uniform(0.05, 0.3) : random.Uniform(0.65, 0.95);
        _legs = random.Uniform(0.05, 0.4);
        _skin = random.Uniform(0.3, 0.8);
        _phase = random.Uniform(0, 2 * Math.PI);
        _off = random.Uniform(-0.025, 0.025);
    }

    public double Ground => At.Y;

    public bool IsOver => _progress is < 0 or > 1;

    private (double X, double Y, double Tall) At => _lane.At(_progress, _aspect);

    /// <summary>Walks the usual way.</summary>
    public static Figure Walks(SceneLane lane, double aspect, RandomNumbers random) =>
        new(lane, aspect, random.Uniform(0.9, 1.6), 0.16, 0.02, random);

    /// <summary>Runs the usual way.</summary>
    public static Figure Runs(SceneLane lane, double aspect, RandomNumbers random) =>
        new(lane, aspect, random.Uniform(4, 5.5), 0.3, 0.1, random);

    /// <summary>Walks against the usual way.</summary>
    public static Figure WalksAgainst(SceneLane lane, double aspect, RandomNumbers random) =>
        new(lane, aspect, -random.Uniform(0.9, 1.6), 0.16, 0.02, random);

    public void Advance(double seconds)
    {
        _progress += seconds * _lane.Progress(_metres, _aspect);
        _phase += seconds * 2 * Math.PI * Math.Abs(_metres) / MetresOfTwoSteps;
    }

    public void Draw(Canvas canvas)
    {
        (double x, double y, double tall) = At;
        (tall, y) = (tall * _size, y + _off);
        double ahead = _lane.Direction * Math.Sign(_metres) * tall;
        double swing = _stride * Math.Sin(_phase) * tall;
        (double hip, double shoulder) = (y - (0.48 * tall), y - (0.8 * tall));
        double chest = x + (_lean * ahead);
        canvas.Ellipse(x, y, 0.24 * tall, 0.04 * tall, 0, 0.35);
        canvas.Line(x, hip, x + swing, y - (0.01 * tall), 0.1 * tall, _legs);
        canvas.Line(x, hip, x - swing, y - (0.01 * tall), 0.1 * tall, _legs);
        canvas.Line(chest, shoulder, chest - (0.8 * swing), hip, 0.07 * tall, _coat * 0.8);
        canvas.Line(x, hip, chest, shoulder, 0.19 * tall, _coat);
        canvas.Line(chest, shoulder, chest + (0.8 * swing), hip, 0.07 * tall, _coat * 0.9);
        canvas.Ellipse(x + (1.5 * _lean * ahead), y - (0.93 * tall), 0.06 * tall, 0.075 * tall, _skin);
    }
}
