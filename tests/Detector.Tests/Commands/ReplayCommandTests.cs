using System.Net;
using System.Net.Sockets;
using Detector.Commands;
using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Formats.Frames;
using Detector.Core.Offsets;
using Detector.Core.Schemas;
using Detector.Core.Sources;
using Detector.Frames;
using Detector.Kafka;
using Detector.Kafka.Settings;
using Detector.Kafka.Sources;
using Detector.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Detector.Tests.Commands;

/// <summary>detector replay and detector capture: what they send is read from the topic.</summary>
public sealed class ReplayCommandTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("detector-replay-").FullName;
    private readonly InProcessBroker _broker = new();

    public void Dispose()
    {
        _broker.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_folders_pictures_are_sent_in_order_with_the_camera_as_the_key_and_their_times()
    {
        byte[][] pictures = [.. Enumerable.Range(0, 11).Select(i => PngWriter.Write(3, 2, PixelFormat.Gray8, [1, 2, 3, 4, 5, (byte)i]))];
        foreach ((int i, byte[] picture) in pictures.Index())
        {
            File.WriteAllBytes(In($"frame{i}.png"), picture);
        }

        (int code, _, string error) = await Cli.RunAsync(
            "replay", "--folder", _folder, "--topic", "frames", "--camera", "door-2", "--fps", "4", "--speed", "0",
            "--start", "2026-01-31T12:00:00Z", "--bootstrap", _broker.BootstrapServers);

        Assert.True(code == 0, error);
        Assert.Contains("11 frames of camera door-2, 0:00:02.7 of film, in topic frames", error);
        List<(string Key, long TimeMs, byte[] Value)> messages = Read("frames", 11);
        Assert.All(messages, message => Assert.Equal("door-2", message.Key));
        Assert.Equal(Enumerable.Range(0, 11).Select(i => 1769860800000 + (250L * i)), messages.Select(message => message.TimeMs));
        Assert.Equal(pictures, messages.Select(message => message.Value));
    }

    [Fact]
    public async Task A_videos_frames_are_sent_as_pictures_that_the_daemon_reads()
    {
        Ffmpeg.RunOrSkip("-f", "lavfi", "-i", "testsrc2=size=160x120:rate=10:duration=1.2", "-c:v", "mpeg4", "-q:v", "2", In("film.mp4"));

        (int code, _, string error) = await Cli.RunAsync(
            "replay", "--video", In("film.mp4"), "--topic", "films", "--camera", "c", "--speed", "20",
            "--bootstrap", _broker.BootstrapServers);

        Assert.True(code == 0, error);
        Assert.Contains("12 frames of camera c, 0:00:01.2 of film", error);
        var schema = new SchemaSettings { Format = MessageFormat.Image, Frame = new() { Width = 16, Height = 12 } };
        using var file = new Data.Files.DatasetReader(new Schema(schema), In("film.mp4"));
        IMessageDecoder decoder = StreamDecoder.Create(new Schema(schema));
        double[] row = new double[192];
        List<(string Key, long TimeMs, byte[] Value)> messages = Read("films", 12);
        Assert.All(messages.Zip(messages.Skip(1)), pair => Assert.Equal(100, pair.Second.TimeMs - pair.First.TimeMs));
        Assert.All(messages, message =>
        {
            Assert.True(decoder.Decode(message.Value, row).Ok, decoder.Reason(new(DecodeErrorKind.Malformed), message.Value));
            Assert.True(file.Next());
            double difference = 0;
            for (int i = 0; i < row.Length; i++)
            {
                difference += Math.Abs(row[i] - file.Row[i]) / row.Length;
            }

            Assert.InRange(difference, 0, 0.01);
        });
    }

    [Fact]
    public async Task A_simulated_cameras_frames_are_sent_with_their_times_and_labels_beside_them()
    {
        (int code, _, string error) = await Cli.RunAsync(
            "simulate", "frames", "--topic", "yard", "--camera", "gate", "--frame-size", "32x24", "--fps", "3", "--speed", "0",
            "--count", "40", "--anomaly-rate", "0.5", "--start", "2026-01-31T12:00:00Z", "--format", "raw", "--labels", In("l.csv"),
            "--bootstrap", _broker.BootstrapServers);

        Assert.True(code == 0, error);
        Assert.Contains("40 frames of camera gate, 0:00:13.3 of film, in topic yard", error);
        await Cli.RunAsync(
            "simulate", "frames", "-o", In("f.raw"), "--frame-size", "32x24", "--fps", "3", "--count", "40", "--anomaly-rate", "0.5",
            "--start", "2026-01-31T12:00:00Z");
        List<(string Key, long TimeMs, byte[] Value)> messages = Read("yard", 40);
        Assert.All(messages, message => Assert.Equal("gate", message.Key));
        Assert.Equal(File.ReadAllBytes(In("f.raw")), messages.SelectMany(message => message.Value));
        Assert.Equal(File.ReadAllText(In("f.labels.csv")), File.ReadAllText(In("l.csv")));
        Assert.Equal(
            File.ReadLines(In("l.csv")).Skip(1).Select(line => DateTimeOffset.Parse(line.Split(',')[1], null).ToUnixTimeMilliseconds()),
            messages.Select(message => message.TimeMs));
    }

    [Theory]
    [InlineData("replay --topic t --camera c", "either --video FILE or --folder DIR")]
    [InlineData("replay --topic t --camera c --folder /", "--fps does")]
    [InlineData("replay --topic t --camera c --folder / --fps 0", "--fps must be greater than 0")]
    [InlineData("replay --topic t --camera c --folder / --fps 1 --speed -1", "--speed must be 0")]
    [InlineData("capture --topic t --camera c", "either --rtsp URL or --v4l2 DEV")]
    [InlineData("capture --topic t --camera c --rtsp film.mp4", "'film.mp4' is no address")]
    public async Task What_is_missing_is_asked_for(string line, string message)
    {
        (int code, _, string error) = await Cli.RunAsync(line.Split(' '));

        Assert.Equal(2, code);
        Assert.Contains(message, error);
    }

    /// <summary>A camera that sends a second of film to whoever connects, and hangs up.</summary>
    [Fact]
    public async Task A_camera_that_goes_away_is_connected_to_again_and_a_stop_says_what_was_sent()
    {
        Ffmpeg.RunOrSkip(
            "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=1", "-c:v", "mpeg2video", "-f", "mpegts", In("film"));
        byte[] film = File.ReadAllBytes(In("film"));
        using var camera = new TcpListener(IPAddress.Loopback, 0);
        camera.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var error = new StringWriter();
        Task<int> capture = CommandLine.InvokeAsync(
            [
                "capture", "--rtsp", $"tcp://127.0.0.1:{((IPEndPoint)camera.LocalEndpoint).Port}", "--topic", "live",
                "--camera", "gate", "--bootstrap", _broker.BootstrapServers,
            ],
            TextWriter.Null, error, stop.Token);
        for (int connection = 0; connection < 2; connection++)
        {
            using TcpClient client = await camera.AcceptTcpClientAsync(stop.Token);
            await client.GetStream().WriteAsync(film, stop.Token);
        }

        List<(string Key, long TimeMs, byte[] Value)> messages = Read("live", 50);
        await stop.CancelAsync();

        Assert.Equal(0, await capture.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.All(messages, message => Assert.Equal("gate", message.Key));
        string said = error.ToString();
        Assert.Contains("; connecting again in 1 s", said);
        Assert.Contains("50 frames of camera gate in topic live, 0 dropped", said);
    }

    private string In(string name) => Path.Combine(_folder, name);

    private List<(string Key, long TimeMs, byte[] Value)> Read(string topic, int count)
    {
        var settings = new SourceSettings { Bootstrap = _broker.BootstrapServers, Topics = [topic], Group = "g" };
        using var source = new KafkaSource(settings, "test", NullLogger.Instance, TimeProvider.System);
        source.Open(new NoHandler());
        using var patience = new CancellationTokenSource(Patience);
        var messages = new List<(string, long, byte[])>();
        while (messages.Count < count)
        {
            patience.Token.ThrowIfCancellationRequested();
            int read = source.Read(TimeSpan.FromSeconds(1), count);
            for (int i = 0; i < read; i++)
            {
                EventView message = source[i];
                messages.Add((System.Text.Encoding.UTF8.GetString(message.Key), message.TimestampMs, message.Payload.ToArray()));
            }
        }

        return messages;
    }

    private sealed class NoHandler : IAssignmentHandler
    {
        public void Assigned(IReadOnlyList<TopicPartition> partitions)
        {
        }

        public void Revoking(IReadOnlyList<TopicPartition> partitions)
        {
        }

        public void Lost(IReadOnlyList<TopicPartition> partitions)
        {
        }
    }
}
