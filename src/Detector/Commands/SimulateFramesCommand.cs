using System.CommandLine;
using Detector.Commands.Text;
using Detector.Data.Simulation.Scenes;

namespace Detector.Commands;

/// <summary>detector simulate frames.</summary>
internal sealed class SimulateFramesCommand : CliCommand
{
    private const long FileCount = 2000;
    private const double MostRate = 60;

    private static readonly SceneOptions Default = new();

    private readonly CameraTopicOptions _target = new(isRequired: false);

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "A folder for the pictures and labels.csv; of raw frames (a name that ends in .bin or .raw) a file, labels "
            + "beside it.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _labels = new("--labels")
    {
        Description = "Into a topic: a file for what labels.csv of a folder holds: frame, time, kind, x, y, width, height.",
        HelpName = "FILE",
    };

    private readonly Option<SceneFormat?> _format = new("--format")
    {
        Description = "What a frame is: jpeg, png or raw (gray pixels, a byte each). Default: jpeg.", HelpName = "FORMAT",
    };

    private readonly Option<ScenePlace> _scene = new("--scene")
    {
        Description = "Where the camera stands: street or yard. It is the same place for every seed.",
        HelpName = "PLACE",
        DefaultValueFactory = _ => Default.Place,
    };

    private readonly Option<string?> _size = new("--frame-size")
    {
        Description = $"The pictures' size, {SceneOptions.LeastSide} to {SceneOptions.MostSide} pixels a side. "
            + $"Default: {Default.Width}x{Default.Height}.",
        HelpName = "WxH",
    };

    private readonly Option<double> _rate = new("--fps")
    {
        Description = $"Frames a second of the film, 1 to {MostRate}.",
        HelpName = "N",
        DefaultValueFactory = _ => Default.FramesPerSecond,
    };

    private readonly Option<double> _speed = FilmSender.Speed();

    private readonly Option<long?> _count = new("--count", "-n")
    {
        Description = $"Number of frames. Default: {Numbers.Count(FileCount)} into a folder; into a topic, until Ctrl-C.", HelpName = "N",
    };

    private readonly Option<double> _anomalyRate = new("--anomaly-rate")
    {
        Description = "About the share of frames in which something is strange, 0 to 0.5.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => Default.AnomalyRate,
    };

    private readonly Option<long> _seed = new("--seed")
    {
        Description = "The same seed makes the same frames.", HelpName = "N", DefaultValueFactory = _ => 1,
    };

    private readonly Option<DateTimeOffset?> _start = CommonOptions.Start(
        "The first frame's time; the light is that of the time of day. "
        + $"Default: {Default.Start:yyyy-MM-ddTHH:mm:ssZ} into a folder; into a topic, now.");

    public SimulateFramesCommand()
        : base(
            "frames",
            "Make a camera's pictures of a street or a yard, with runners, vans, suitcases that are left there, people who walk the wrong "
            + "way, and spells of a covered camera among them.",
            "detector simulate frames --output usual --count 5000 --anomaly-rate 0",
            "detector simulate frames --output film --count 2000 --seed 2 --scene street",
            "detector simulate frames --topic frames --camera door-2 --fps 5 --bootstrap localhost:9092")
    {
        Add(_output, _labels, _format, _scene, _size, _rate, _count, _anomalyRate, _seed, _start);
        _target.AddTo(this);
        Add(_speed);
        Check(_rate, rate => rate is >= 1 and <= MostRate, $"must be between 1 and {MostRate}");
        Check(_count, count => count is null or >= 1, "must be at least 1");
        Check(_anomalyRate, rate => rate is >= 0 and <= 0.5, "must be between 0 and 0.5");
    }

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        string? path = arguments.GetValue(_output);
        if (_target.IsNamed(arguments) == path is not null)
        {
            throw new UsageException("say where to: either --output DIR, or --topic TOPIC and --camera NAME");
        }

        if (path is null)
        {
            await SendAsync(arguments, ct);
        }
        else
        {
            Write(path, arguments, ct);
        }

        return ExitCode.Success;
    }

    private void Write(string path, ParseResult arguments, CancellationToken ct)
    {
        Refuse(arguments, "is for a topic: a folder's labels.csv lies in it, a raw file's beside it", _labels);
        Refuse(arguments, "is for a topic, and --output is none", [.. _target.Details, _speed]);
        SceneFormat format = arguments.GetValue(_format)
            ?? (Path.GetExtension(path).ToLowerInvariant() is ".bin" or ".raw" ? SceneFormat.Raw : SceneFormat.Jpeg);
        SceneSimulation scene = Scene(arguments, Default.Start);
        long count = arguments.GetValue(_count) ?? FileCount;
        var found = new Dictionary<SceneKind, long>();
        TextWriter error = Error(arguments);
        using var status = new StatusLine(error, TimeProvider.System);
        using (var film = new SceneFilm(path, format))
        {
            while (scene.Number < count)
            {
                ct.ThrowIfCancellationRequested();
                scene.Next();
                film.Add(scene);
                found[scene.Kind] = found.GetValueOrDefault(scene.Kind) + 1;
                status.Show(() => $"{Numbers.Percent((double)scene.Number / count)} written");
            }
        }

        status.Dispose();
        string[] kinds = [.. Enum.GetValues<SceneKind>().Where(kind => kind != SceneKind.None && found.ContainsKey(kind))
            .Select(kind => $"{SceneLabels.Name(kind)} {Numbers.Count(found[kind])}")];
        error.WriteLine($"{Numbers.Count(count, "frame")} in {path}; "
            + (kinds.Length == 0 ? "nothing is strange in any" : $"strange are {string.Join(", ", kinds)}"));
    }

    private Task SendAsync(ParseResult arguments, CancellationToken ct)
    {
        DateTimeOffset start = arguments.GetValue(_start) ?? TimeProvider.System.GetUtcNow();
        SceneSimulation scene = Scene(arguments, start);
        SceneFormat format = arguments.GetValue(_format) ?? SceneFormat.Jpeg;
        return new FilmSender(_target, arguments, Error(arguments)).SendAsync(
            () => new SimulatedFilm(
                scene, format, arguments.GetValue(_count) ?? long.MaxValue,
                arguments.GetValue(_labels) is { } labels ? new SceneLabels(labels) : null),
            arguments.GetValue(_rate), arguments.GetValue(_speed), start, ct);
    }

    private SceneSimulation Scene(ParseResult arguments, DateTimeOffset start)
    {
        (int width, int height) = CommonOptions.Size(arguments, _size) ?? (Default.Width, Default.Height);
        if (Math.Min(width, height) < SceneOptions.LeastSide || Math.Max(width, height) > SceneOptions.MostSide)
        {
            throw new UsageException(
                $"--frame-size is {width}x{height}; a side has {SceneOptions.LeastSide} to {SceneOptions.MostSide} pixels");
        }

        return new SceneSimulation(
            arguments.GetValue(_seed),
            new SceneOptions
            {
                Place = arguments.GetValue(_scene),
                Width = width,
                Height = height,
                FramesPerSecond = arguments.GetValue(_rate),
                AnomalyRate = arguments.GetValue(_anomalyRate),
                Start = arguments.GetValue(_start) ?? start,
            });
    }
}
