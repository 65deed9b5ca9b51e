using System.CommandLine;
using Detector.Frames.Video;

namespace Detector.Commands;

/// <summary>detector replay.</summary>
internal sealed class ReplayCommand : CliCommand
{
    private readonly CameraTopicOptions _target = new();

    private readonly Option<string?> _video = new("--video")
    {
        Description = "A video file, read by ffmpeg; its frames are sent as JPEG pictures.", HelpName = "FILE",
    };

    private readonly Option<string?> _folder = new("--folder")
    {
        Description = "A folder of pictures (JPEG, PNG, WebP), sent as they are, in their names' order.", HelpName = "DIR",
    };

    private readonly Option<double?> _rate = new("--fps")
    {
        Description = "Frames a second of the film: frame N has the time of the first and N/fps. Default: the video's own.",
        HelpName = "N",
    };

    private readonly Option<double> _speed = FilmSender.Speed();

    private readonly Option<DateTimeOffset?> _start =
        CommonOptions.Start("The first frame's time, such as 2026-01-31T12:00:00Z. Default: now.");

    public ReplayCommand()
        : base(
            "replay",
            "Send a film to a topic, frame by frame, as a camera would.",
            "detector replay --video film.mp4 --topic frames --camera door-2",
            "detector replay --folder pictures --topic frames --camera door-2 --fps 5 --speed 10 --bootstrap kafka:9092")
    {
        Add(_video, _folder);
        _target.AddTo(this);
        Add(_rate, _speed, _start);
        Check(_rate, rate => rate is null or (> 0 and < double.PositiveInfinity), "must be greater than 0");
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        (string? video, string? folder) = (arguments.GetValue(_video), arguments.GetValue(_folder));
        if (video is null == folder is null)
        {
            throw new UsageException("say what to send: either --video FILE or --folder DIR");
        }

        var sender = new FilmSender(_target, arguments, Error(arguments));
        double rate = arguments.GetValue(_rate) ?? RateOf(video);
        return sender.SendAsync(
            () => video is not null ? new VideoFilm(video) : new FolderFilm(folder!), rate, arguments.GetValue(_speed),
            arguments.GetValue(_start) ?? TimeProvider.System.GetUtcNow(), ct);
    }

    private static double RateOf(string? video) => video is null
        ? throw new UsageException("a folder's pictures do not say how many of them were taken a second: --fps does")
        : VideoInfo.Read(video).Rate ?? throw new CommandException($"{video} does not say how many frames it has a second: --fps does");
}
