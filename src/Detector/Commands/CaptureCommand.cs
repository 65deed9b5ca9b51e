using System.CommandLine;
using System.Threading.Channels;
using Detector.Commands.Text;
using Detector.Frames.Video;
using Detector.Kafka;

namespace Detector.Commands;

/// <summary>detector capture.</summary>
internal sealed class CaptureCommand : CliCommand
{
    // Frames that wait while Kafka is slow, then those that are under way: some seconds of a camera, and at most tens of megabytes.
    private const int MostWaiting = 64;
    private const int MostUnderWay = 32;

    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly CameraTopicOptions _target = new();

    private readonly Option<string?> _url = new("--rtsp")
    {
        Description = "The camera's address, such as rtsp://user:password@10.0.0.7/stream1; http:// and what else ffmpeg opens does, too.",
        HelpName = "URL",
    };

    private readonly Option<string?> _device = new("--v4l2")
    {
        Description = "A camera of this machine, such as /dev/video0.", HelpName = "DEV",
    };

    public CaptureCommand()
        : base(
            "capture",
            "Send what a camera sees to a topic until Ctrl-C, and connect again whenever it goes away. "
            + "While Kafka is slow the newest frames win; how many were dropped is said.",
            "detector capture --rtsp rtsp://10.0.0.7/stream1 --topic frames --camera door-2 --bootstrap kafka:9092",
            "detector capture --v4l2 /dev/video0 --topic frames --camera desk")
    {
        Add(_url, _device);
        _target.AddTo(this);
    }

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        Func<JpegStream> open = Camera(arguments);
        byte[] key = _target.Key(arguments);
        JpegStream.Require();
        TextWriter error = TextWriter.Synchronized(Error(arguments));
        TimeProvider time = TimeProvider.System;
        using var room = new SemaphoreSlim(MostUnderWay);
        using TopicWriter writer = _target.Writer(arguments, error, () => room.Release());
        using var status = new StatusLine(error, time);
        long dropped = 0;
        var frames = Channel.CreateBounded<(byte[] Picture, DateTimeOffset Time)>(
            new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest },
            _ =>
            {
                if (Interlocked.Increment(ref dropped) == 1)
                {
                    error.WriteLine("Kafka takes frames more slowly than the camera sends them: the oldest are dropped");
                }
            });
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task watching = Task.Run(
            () => WatchAsync(open, picture => frames.Writer.TryWrite((picture, time.GetUtcNow())), error, time, over.Token),
            CancellationToken.None)
            .ContinueWith(task => frames.Writer.Complete(task.Exception?.InnerException), CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        using var patience = new CancellationTokenSource();
        await using CancellationTokenRegistration stop = ct.Register(() => patience.CancelAfter(FlushTimeout));
        long sent = 0;
        try
        {
            await foreach ((byte[] picture, DateTimeOffset at) in frames.Reader.ReadAllAsync(patience.Token))
            {
                await room.WaitAsync(patience.Token);
                writer.Write(key, picture, at, patience.Token);
                sent++;
                status.Show(() => $"{Numbers.Count(sent, "frame")} sent, {Numbers.Count(Interlocked.Read(ref dropped))} dropped");
            }

            writer.Flush(patience.Token);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // What did not get through in time is counted below.
        }
        finally
        {
            await over.CancelAsync();
            await watching;
            status.Dispose();
            long left = sent - writer.Delivered + frames.Reader.Count;
            error.WriteLine($"{Numbers.Count(writer.Delivered, "frame")} of camera {_target.Camera(arguments)} in topic "
                + $"{_target.Topic(arguments)}, {Numbers.Count(Interlocked.Read(ref dropped))} dropped"
                + (left > 0 ? $", {Numbers.Count(left)} not acknowledged" : ""));
        }

        return ExitCode.Success;
    }

    // Reads the camera's frames; where it goes away, connects again, after longer and longer pauses.
    private static async Task WatchAsync(
        Func<JpegStream> open, Action<byte[]> take, TextWriter error, TimeProvider time, CancellationToken ct)
    {
        for (TimeSpan pause = FirstPause; !ct.IsCancellationRequested; pause = pause < LongestPause / 2 ? 2 * pause : LongestPause)
        {
            string reason = "the camera ended";
            try
            {
                using JpegStream camera = open();
                await using CancellationTokenRegistration stop = ct.Register(camera.Stop);
                while (camera.Read() is { } picture)
                {
                    take(picture);
                    pause = FirstPause;
                }
            }
            catch (VideoException e)
            {
                reason = e.Message;
            }

            if (!ct.IsCancellationRequested)
            {
                error.WriteLine($"{reason}; connecting again in {pause.TotalSeconds:0} s");
                await Task.Delay(pause, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private Func<JpegStream> Camera(ParseResult arguments)
    {
        (string? url, string? device) = (arguments.GetValue(_url), arguments.GetValue(_device));
        if (url is null == device is null)
        {
            throw new UsageException("say which camera: either --rtsp URL or --v4l2 DEV");
        }

        if (device is not null)
        {
            return () => JpegStream.OfDevice(device);
        }

        return Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && !address.IsFile
            ? () => JpegStream.OfUrl(address)
            : throw new UsageException($"--rtsp: '{url}' is no address; one looks like rtsp://10.0.0.7/stream1. Files are sent by "
                + "\"detector replay\"");
    }
}
