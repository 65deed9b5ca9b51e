using System.CommandLine;
using System.Globalization;
using Detector.Commands.Text;
using Detector.Data.Files.Frames;
using Detector.Demo;
using Detector.Frames.Video;
using Detector.Kafka;

namespace Detector.Commands;

/// <summary>detector replay.</summary>
internal sealed class ReplayCommand : CliCommand
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);

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

    private readonly Option<double> _speed = new("--speed")
    {
        Description = "How many times as fast as it was filmed it is sent; 0: as fast as it goes.",
        HelpName = "X",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<DateTimeOffset?> _start = new("--start")
    {
        Description = "The first frame's time, such as 2026-01-31T12:00:00Z. Default: now.", HelpName = "TIME",
    };

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
        _rate.Validators.Add(result => Refuse(result.GetValueOrDefault<double?>() is <= 0 or double.NaN or double.PositiveInfinity, result,
            "--fps must be greater than 0."));
        _speed.Validators.Add(result => Refuse(result.GetValueOrDefault<double>() is < 0 or double.NaN or double.PositiveInfinity, result,
            "--speed must be 0 (as fast as it goes) or greater."));
    }

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        (string? video, string? folder) = (arguments.GetValue(_video), arguments.GetValue(_folder));
        if (video is null == folder is null)
        {
            throw new UsageException("say what to send: either --video FILE or --folder DIR");
        }

        byte[] key = _target.Key(arguments);
        double rate = arguments.GetValue(_rate) ?? RateOf(video);
        double speed = arguments.GetValue(_speed);
        TextWriter error = Error(arguments);
        TimeProvider time = TimeProvider.System;
        DateTimeOffset start = arguments.GetValue(_start) ?? time.GetUtcNow();
        using IFilm film = video is not null ? new VideoFilm(video) : new FolderFilm(folder!);
        using TopicWriter writer = _target.Writer(arguments, error);
        using var status = new StatusLine(error, time);
        using var pace = new Pace(rate * speed, time);
        long sent = 0;
        try
        {
            while (!ct.IsCancellationRequested && film.Read() is { } picture)
            {
                while (speed > 0 && pace.Due <= sent && !ct.IsCancellationRequested)
                {
                    await pace.WaitAsync(CancellationToken.None);
                }

                if (ct.IsCancellationRequested)
                {
                    break;
                }

                writer.Write(key, picture, start.AddSeconds(sent / rate), ct);
                sent++;
                status.Show(() => $"{Numbers.Count(sent, "frame")} sent");
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // What was sent before is still told.
        }
        finally
        {
            status.Dispose();
            using var patience = new CancellationTokenSource(FlushTimeout, time);
            Finish(arguments, writer, sent, TimeSpan.FromSeconds(sent / rate), ct.IsCancellationRequested ? patience.Token : ct);
        }

        return ct.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Success;
    }

    // Every frame is acknowledged, or it is said how many were not.
    private void Finish(ParseResult arguments, TopicWriter writer, long sent, TimeSpan film, CancellationToken patience)
    {
        try
        {
            writer.Flush(patience);
        }
        catch (OperationCanceledException)
        {
            // Counted below.
        }

        string left = writer.Delivered == sent ? "" : $"; {Numbers.Count(sent - writer.Delivered)} more were not acknowledged";
        Error(arguments).WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Numbers.Count(writer.Delivered, "frame")} of camera {_target.Camera(arguments)}, {film:h\\:mm\\:ss\\.f} of film, "
            + $"in topic {_target.Topic(arguments)}{left}"));
    }

    private static double RateOf(string? video) => video is null
        ? throw new UsageException("a folder's pictures do not say how many of them were taken a second: --fps does")
        : VideoInfo.Read(video).Rate ?? throw new CommandException($"{video} does not say how many frames it has a second: --fps does");

    private static void Refuse(bool isWrong, System.CommandLine.Parsing.OptionResult result, string why)
    {
        if (isWrong)
        {
            result.AddError(why);
        }
    }
}
