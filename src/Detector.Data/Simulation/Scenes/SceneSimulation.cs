using Detector.Core.Formats.Frames;
using Detector.Core.Schemas;
using Detector.Frames;

namespace Detector.Data.Simulation.Scenes;

/// <summary>
/// What a camera sees of a street or a yard: people who walk their usual ways, light that drifts, a sensor's noise, and now and then
/// something strange of which each frame says what and where it is. Endless, and the same for the same seed and options; without anomalies
/// a seed makes the same frames, less what is strange.
/// </summary>
public sealed class SceneSimulation
{
    // So much of the picture is changed at least where something counts as seen: less is left out.
    private const double LeastSeen = 0.001;
    private const double Noise = 0.012;
    private const double WarmUp = 60;
    private const double WarmUpStep = 0.5;
    private const double LeastGap = 1.5;

    private readonly SceneOptions _options;
    private readonly SceneGround _ground;
    private readonly Canvas _empty;
    private readonly Canvas _usual;
    private readonly Canvas _seen;
    private readonly RandomNumbers _walks;
    private readonly RandomNumbers _noise;
    private readonly SceneLight _light;
    private readonly ScenePlanting _planting;
    private readonly List<ISceneThing> _walkers = [];
    private readonly double[] _due;
    private readonly byte[] _pixels;
    private long _number = -1;

    /// <param name="seed">Seed of what happens; the place is the same for every seed.</param>
    /// <param name="options">The scene.</param>
    public SceneSimulation(long seed, SceneOptions options)
    {
        (int width, int height) = (options.Width, options.Height);
        RandomNumbers Numbers(int part) => new(unchecked((seed * 1_000_003) + part));
        (_options, _ground) = (options, SceneGround.Of(options.Place));
        (_empty, _usual, _seen) = (new Canvas(width, height), new Canvas(width, height), new Canvas(width, height));
        (_walks, _noise, _light) = (Numbers(0), Numbers(1), new SceneLight(Numbers(2)));
        _planting = new ScenePlanting(Numbers(3), _ground, _empty.Aspect, options.AnomalyRate);
        _pixels = new byte[width * height];
        _due = [.. _ground.Lanes.Select(lane => _walks.Exponential(lane.Seconds))];
        _ground.Paint(_empty);
        for (double passed = 0; passed < WarmUp; passed += WarmUpStep)
        {
            Walk(WarmUpStep);
        }
    }

    /// <summary>[height * width] the frame's gray pixels.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>What is strange in the frame.</summary>
    public SceneKind Kind { get; private set; }

    /// <summary>Where that is: round every pixel that it changes. Empty where nothing is strange.</summary>
    public SceneBox Box { get; private set; }

    /// <summary>The frame's number, from 1.</summary>
    public long Number => _number + 1;

    /// <summary>The frame's time.</summary>
    public DateTimeOffset Time => _options.Start.AddMilliseconds(Math.Round(1000 * _number / _options.FramesPerSecond));

    /// <summary>Makes the next frame.</summary>
    public void Next()
    {
        double seconds = 1 / _options.FramesPerSecond;
        _number++;
        Walk(seconds);
        _light.Advance(seconds);
        _planting.Advance(seconds);
        Draw(_usual, _walkers);
        (Kind, Box) = (SceneKind.None, default);
        if (_planting.Thing is { } thing)
        {
            Draw(_seen, _walkers.Append(thing));
            (SceneBox box, int pixels) = _seen.Difference(_usual);
            (Kind, Box) = pixels >= LeastSeen * _pixels.Length ? (_planting.Kind, box) : default;
        }

        Expose(Kind == SceneKind.None ? _usual : _seen);
    }

    /// <summary>The frame as a message or a file has it.</summary>
    public byte[] Encode(SceneFormat format) => format switch
    {
        SceneFormat.Raw => [.. _pixels],
        SceneFormat.Png => PngWriter.Write(_options.Width, _options.Height, PixelFormat.Gray8, _pixels),
        _ => PictureEncoder.Gray(_pixels, _options.Width, _options.Height),
    };

    private void Walk(double seconds)
    {
        _walkers.ForEach(walker => walker.Advance(seconds));
        _walkers.RemoveAll(walker => walker.IsOver);
        foreach ((int i, SceneLane lane) in _ground.Lanes.Index())
        {
            for (_due[i] -= seconds; _due[i] <= 0; _due[i] += LeastGap + _walks.Exponential(lane.Seconds - LeastGap))
            {
                _walkers.Add(Figure.Walks(lane, _empty.Aspect, _walks));
            }
        }
    }

    private void Draw(Canvas canvas, IEnumerable<ISceneThing> things)
    {
        canvas.CopyFrom(_empty);
        foreach (ISceneThing thing in things.OrderBy(thing => thing.Ground))
        {
            thing.Draw(canvas);
        }
    }

    private void Expose(Canvas canvas)
    {
        double light = _light.At(Time);
        ReadOnlySpan<float> tones = canvas.Tones;
        for (int i = 0; i < _pixels.Length; i++)
        {
            _pixels[i] = (byte)Math.Round(byte.MaxValue * Math.Clamp((light * tones[i]) + (Noise * _noise.Normal()), 0, 1));
        }
    }
}
