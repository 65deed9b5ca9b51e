namespace Detector.Data.Simulation.Scenes;

/// <summary>Says when something strange comes into a scene, and what: each kind once before any comes again, one at a time.</summary>
internal sealed class ScenePlanting
{
    // Between two there is a while in which all is usual, so that they can be told apart.
    private const double LeastRest = 3;

    // How long one is seen, on average over the kinds, as they are drawn here.
    private const double MeanSeconds = 8;

    private readonly RandomNumbers _random;
    private readonly SceneGround _ground;
    private readonly double _aspect;
    private readonly double _meanRest;
    private readonly Queue<SceneKind> _next = new();
    private double _rest;

    /// <param name="random">What happens.</param>
    /// <param name="ground">Where.</param>
    /// <param name="aspect">The picture's width in its heights.</param>
    /// <param name="rate">About the share of time in which something is strange.</param>
    public ScenePlanting(RandomNumbers random, SceneGround ground, double aspect, double rate)
    {
        (_random, _ground, _aspect) = (random, ground, aspect);
        _meanRest = Math.Max(0, (MeanSeconds * (1 - rate) / rate) - LeastRest);
        _rest = LeastRest + (rate > 0 ? _random.Exponential(_meanRest) : double.PositiveInfinity);
    }

    /// <summary>What there is.</summary>
    public SceneKind Kind { get; private set; }

    /// <summary>The thing itself; null where there is nothing.</summary>
    public ISceneThing? Thing { get; private set; }

    public void Advance(double seconds)
    {
        Thing?.Advance(seconds);
        if (Thing is { IsOver: true })
        {
            (Kind, Thing) = (SceneKind.None, null);
            _rest = LeastRest + _random.Exponential(_meanRest);
        }
        else if (Thing is null && (_rest -= seconds) <= 0)
        {
            Begin();
        }
    }

    private void Begin()
    {
        if (_next.Count == 0)
        {
            SceneKind[] kinds = [SceneKind.Runner, SceneKind.Vehicle, SceneKind.Abandoned, SceneKind.WrongWay, SceneKind.Covered];
            for (int i = kinds.Length; i > 0; i--)
            {
                int drawn = _random.Below(i);
                _next.Enqueue(kinds[drawn]);
                kinds[drawn] = kinds[i - 1];
            }
        }

        Kind = _next.Dequeue();
        SceneLane[] lanes = [.. _ground.Lanes.Where(one => Kind != SceneKind.Vehicle || one.IsFromOutside)];
        SceneLane lane = lanes[_random.Below(lanes.Length)];
        Thing = Kind switch
        {
            SceneKind.Runner => Figure.Runs(lane, _aspect, _random),
            SceneKind.Vehicle => new Van(lane, _aspect, _random),
            SceneKind.Abandoned => new Suitcase(lane, _aspect, _random),
            SceneKind.WrongWay => Figure.WalksAgainst(lane, _aspect, _random),
            _ => new Cloth(_aspect, _random),
        };
    }
}
