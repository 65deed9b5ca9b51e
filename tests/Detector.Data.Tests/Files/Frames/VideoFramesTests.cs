using Detector.Core.Schemas;
using Detector.Data.Files;
using Detector.Data.Files.Frames;
using Detector.TestKit;

namespace Detector.Data.Tests.Files.Frames;

public sealed class VideoFramesTests : IDisposable
{
    private static readonly FrameSettings _frame = new() { Width = 20, Height = 12 };

    private readonly string _folder = Directory.CreateTempSubdirectory("detector-videos-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>One code path: a video's frames have the numbers that its pictures have when they come one by one.</summary>
    [Theory]
    [InlineData(PixelFormat.Gray8)]
    [InlineData(PixelFormat.Rgb24)]
    public void FramesHaveTheNumbersThatTheirPicturesHave(PixelFormat pixels)
    {
        string video = Make("film.mkv", "ffv1", "-pix_fmt", "bgr0");
        Directory.CreateDirectory(In("pictures"));
        Ffmpeg.RunOrSkip("-i", video, "-pix_fmt", "rgb24", In("pictures/%d.png"));

        List<double[]> frames = Read(video, _frame with { Pixels = pixels });

        Assert.Equal(12, frames.Count);
        Assert.Equal(Read(In("pictures"), _frame with { Pixels = pixels }), frames);
    }

    [Theory]
    [InlineData("film.mp4", "mpeg4")]
    [InlineData("film.avi", "mjpeg")]
    [InlineData("film", "mpeg4")]
    public void AVideoIsKnownByItsNameOrItsFirstBytes(string name, string codec)
    {
        string video = Make("made.mp4", codec);
        if (name.EndsWith("avi", StringComparison.Ordinal))
        {
            video = Make(name, codec);
        }
        else
        {
            File.Move(video, In(name));
            video = In(name);
        }

        using var reader = Reader(video, _frame);
        Assert.True(reader.Next());
        Assert.True(reader.Next());
        Assert.Equal(100, reader.TimeMs);
        Assert.Equal($"{name}, frame 2 at 0:00:00.10", reader.Place);
        Assert.InRange(reader.Fraction, 0.1, 0.2);
    }

    [Fact]
    public void TheProposedFrameIsSmallAndGrayAndSeesWhatMoves()
    {
        SchemaSettings schema = FrameSource.Describe(Make("film.mp4", "mpeg4"), null, null);

        Assert.Equal((MessageFormat.Image, new FrameSettings { Width = 64, Height = 48, Motion = true }), (schema.Format, schema.Frame));
    }

    [Fact]
    public void WhatIsNoVideoIsDamagedOrTooSmallIsNamed()
    {
        string video = Make("film.mp4", "mpeg4");
        byte[] bytes = File.ReadAllBytes(video);
        File.WriteAllBytes(In("text.mp4"), "no video"u8.ToArray());
        File.WriteAllBytes(In("cut.mp4"), bytes[..(bytes.Length / 2)]);
        bytes.AsSpan(bytes.Length / 3, bytes.Length / 3).Fill(0x55);
        File.WriteAllBytes(In("damaged.mp4"), bytes);

        Assert.Contains("text.mp4 cannot be read by ffprobe: ", Refusal("text.mp4", _frame));
        Assert.Contains("cut.mp4 cannot be read by ffprobe: ", Refusal("cut.mp4", _frame));
        Assert.Contains("damaged.mp4 is damaged: ", Refusal("damaged.mp4", _frame));
        Assert.Contains("ffmpeg complained", Refusal("damaged.mp4", _frame));
        Assert.Contains(
            "holds frames of 160 x 120 pixels; the stream's are 161 x 120", Refusal("film.mp4", new() { Width = 161, Height = 120 }));
        Assert.Contains("there is no file", Refusal("none.mp4", _frame));
    }

    private string Refusal(string name, FrameSettings frame) => Assert.Throws<DataException>(() => Read(In(name), frame)).Message;

    private string Make(string name, string codec, params string[] more)
    {
        Ffmpeg.RunOrSkip(["-f", "lavfi", "-i", "testsrc2=size=160x120:rate=10:duration=1.2", "-c:v", codec, .. more, In(name)]);
        return In(name);
    }

    private static DatasetReader Reader(string path, FrameSettings frame) =>
        new(new Schema(new SchemaSettings { Format = MessageFormat.Image, Frame = frame }), path);

    private static List<double[]> Read(string path, FrameSettings frame)
    {
        using DatasetReader reader = Reader(path, frame);
        var rows = new List<double[]>();
        while (reader.Next())
        {
            Assert.True(reader.Result.Ok, reader.Result.Ok ? "" : reader.Reason());
            double[] row = new double[frame.Layout().Width];
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = reader.Row[i];
            }

            rows.Add(row);
        }

        return rows;
    }

    private string In(string name) => Path.Combine(_folder, name);
}
