using System.Text;
using Detector.Core.Batches;
using Detector.Core.Formats.Frames;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Data;
using Detector.Data.Files;
using Detector.Frames;
using Detector.Streams.Lookback;
using Detector.Streams.Pipeline;
using Detector.TestKit;

namespace Detector.Streams.Tests.Pipeline;

/// <summary>Two cameras by turns, one of which has a mask: who reads a file, the topic again or the live line sees the same.</summary>
public class MaskedFramesTests : PipelineTest
{
    private const int Width = 4;
    private const int Height = 2;

    private static readonly Schema _schema = new(new SchemaSettings
    {
        Format = MessageFormat.Png,
        Frame = new()
        {
            Width = Width, Height = Height, Masks = [new() { Camera = "yard", Ignore = "0,0 0.5,0 0.5,1 0,1" }],
        },
    });

    private static readonly byte[][] _frames = [.. Enumerable.Range(0, 12).Select(i =>
    {
        byte[] pixels = new byte[Width * Height];
        new Random(i).NextBytes(pixels);
        return pixels;
    })];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TheLineAndThePastSeeWhatAFileShows(bool withCrew)
    {
        byte[][] messages = [.. _frames.Select(frame => PngWriter.Write(Width, Height, PixelFormat.Gray8, frame))];
        using FakeSource source = Of(messages, atOnce: 5);
        var live = new List<byte[]>();
        var scorer = new FakeScorer("m1") { OnScore = batch => live.AddRange(RowsOf(batch)) };
        using DecodingCrew? crew = withCrew ? new("door", _schema.Layout, () => StreamDecoder.Create(_schema), 2) : null;
        var sinks = new FakeSinks();
        await using var pipeline = new StreamPipeline(
            new() { Stream = "door", BatchSize = 8 }, _schema, source, StreamDecoder.Create(_schema), Serving.Of(scorer), sinks, sinks,
            [Observer], TimeProvider.System, Log, crew: crew);
        pipeline.Start();
        await StopWhenExhausted(pipeline, source);

        var past = new List<byte[]>();
        var again = new PastScorer(_schema, new WindowSettings(), new FakeScorer("m1"), (batch, _) => past.AddRange(RowsOf(batch)));
        using FakeSource topic = Of(messages, atOnce: messages.Length);
        for (int i = 0, count = topic.Read(TimeSpan.Zero, messages.Length); i < count; i++)
        {
            again.Score(topic[i]);
        }

        again.Flush();
        byte[][] file = [.. FromAFile("door").Zip(FromAFile("yard"), (door, yard) => (door, yard))
            .Select((pair, i) => Camera(i) == "yard" ? pair.yard : pair.door)];
        Assert.Equal(file, live);
        Assert.Equal(file, past);
        Assert.Equal(_frames[0], live[0]);
        byte[] right = [_frames[1][2], _frames[1][3], _frames[1][6], _frames[1][7]];
        byte mean = (byte)Math.Round(right.Average(pixel => (decimal)pixel), MidpointRounding.AwayFromZero);
        Assert.Equal([mean, mean, right[0], right[1], mean, mean, right[2], right[3]], live[1]);
    }

    /// <summary>How things move is seen by each in the same way, from the frames before.</summary>
    [Fact]
    public async Task MotionIsSeenAliveInTheLineThePastAndAFile()
    {
        const int side = 32;
        var schema = new Schema(new SchemaSettings
        {
            Format = MessageFormat.Png, Frame = new() { Width = side, Height = side, Motion = true },
        });
        byte[][] frames = [.. Enumerable.Range(0, 12).Select(frame => Enumerable.Range(0, side * side)
            .Select(i => (byte)(i % side - (2 * frame) is >= 0 and < 3 && i / side is > 10 and < 20 ? 200 : 90)).ToArray())];
        byte[][] messages = [.. frames.Select(frame => PngWriter.Write(side, side, PixelFormat.Gray8, frame))];
        using var source = new FakeSource(messages.Length, 1, i => messages[i]) { AtOnce = 5, Key = _ => [1] };
        var live = new List<byte[]>();
        var scorer = new FakeScorer("m1") { OnScore = batch => live.AddRange(RowsOf(batch)) };
        using var crew = new DecodingCrew("door", schema.Layout, () => StreamDecoder.Create(schema), 2);
        var sinks = new FakeSinks();
        await using var pipeline = new StreamPipeline(
            new() { Stream = "door", BatchSize = 8 }, schema, source, StreamDecoder.Create(schema), Serving.Of(scorer), sinks, sinks,
            [Observer], TimeProvider.System, Log, crew: crew);
        pipeline.Start();
        await StopWhenExhausted(pipeline, source);

        var past = new List<byte[]>();
        var again = new PastScorer(schema, new WindowSettings(), new FakeScorer("m1"), (batch, _) => past.AddRange(RowsOf(batch)));
        using var topic = new FakeSource(messages.Length, 1, i => messages[i]) { AtOnce = 12, Key = _ => [1] };
        for (int i = 0, count = topic.Read(TimeSpan.Zero, messages.Length); i < count; i++)
        {
            again.Score(topic[i]);
        }

        again.Flush();
        using var file = new TemporaryFile("film.bin");
        File.WriteAllBytes(file.Path, [.. frames.SelectMany(frame => frame)]);
        using var reader = new DatasetReader(schema, file.Path);
        var rows = new List<byte[]>();
        while (reader.Next())
        {
            rows.Add(reader.Row.Pixels.ToArray());
        }

        Assert.Equal(rows, live);
        Assert.Equal(rows, past);
        Assert.Equal(frames, rows.Select(row => row[..(side * side)]));
        Assert.All(rows[..4], row => Assert.Equal(0, row[(side * side)..].Max()));
        Assert.All(rows[4..], row => Assert.Equal(14, row[(side * side)..].Max())); // two pixels to the right
    }

    /// <summary>Which camera made them nobody can guess; where it matters it has to be said.</summary>
    [Fact]
    public void FramesOfAFileNeedTheirCameraWhereMasksAreOfSome()
    {
        using TemporaryFile file = Film();

        Assert.Contains(
            "masks (Schema:Frame:Masks) are those of cameras, such as yard; which one made the frames of " + file.Path + " --camera says",
            Assert.Throws<DataException>(() => new DatasetReader(_schema, file.Path)).Message, StringComparison.Ordinal);
    }

    private static FakeSource Of(byte[][] messages, int atOnce) => new(messages.Length, 1, i => messages[i])
    {
        AtOnce = atOnce, Key = i => Encoding.UTF8.GetBytes(Camera(i)),
    };

    private static string Camera(int frame) => frame % 2 == 1 ? "yard" : "door";

    private static IEnumerable<byte[]> RowsOf(Batch batch) =>
        [.. Enumerable.Range(0, batch.Count).Select(i => batch.Row(i).Pixels.ToArray())];

    private static List<byte[]> FromAFile(string camera)
    {
        using TemporaryFile file = Film();
        using var reader = new DatasetReader(_schema.SeenBy(camera), file.Path);
        var rows = new List<byte[]>();
        while (reader.Next())
        {
            rows.Add(reader.Row.Pixels.ToArray());
        }

        return rows;
    }

    private static TemporaryFile Film()
    {
        var file = new TemporaryFile("film.bin");
        File.WriteAllBytes(file.Path, [.. _frames.SelectMany(frame => frame)]);
        return file;
    }
}
