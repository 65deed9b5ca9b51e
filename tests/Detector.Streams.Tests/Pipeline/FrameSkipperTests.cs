using System.Text;
using Detector.Core.Formats.Frames;
using Detector.Core.Offsets;
using Detector.Core.Schemas;
using Detector.Core.Sources;
using Detector.Frames;
using Detector.Streams.Observers;
using Detector.Streams.Pipeline;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Detector.Streams.Tests.Pipeline;

public class FrameSkipperTests : PipelineTest
{
    /// <summary>
    /// Two cameras by turns, one of 25 frames a second and one of 1: of the first two a second are left, evenly, of the second all.
    /// </summary>
    [Fact]
    public void EachCameraKeepsItsRateEvenly()
    {
        var skipper = new FrameSkipper(2);
        var kept = new Dictionary<string, List<long>> { ["door"] = [], ["yard"] = [] };
        for (long ms = 1_700_000_000_000; ms < 1_700_000_060_000; ms += 40)
        {
            foreach (string camera in ms % 1000 == 0 ? new[] { "door", "yard" } : ["door"])
            {
                if (!skipper.Skips(Frame(camera, ms)))
                {
                    kept[camera].Add(ms);
                }
            }
        }

        Assert.Equal((120, 60), (kept["door"].Count, kept["yard"].Count));
        Assert.All(kept["door"].Zip(kept["door"].Skip(1), (one, next) => next - one), gap => Assert.InRange(gap, 480, 520));
        Assert.Equal((1560, 1380), (skipper.Seen, skipper.Skipped));
    }

    /// <summary>Random times, rates and cameras: those kept are the first of each stretch, as a plain grouping finds them.</summary>
    [Fact]
    public void TheFirstOfEachStretchIsKeptWhateverTheTimes()
    {
        var random = new Random(5);
        for (int round = 0; round < 50; round++)
        {
            int rate = random.Next(1, 20);
            (string Camera, long Ms)[] frames = [.. Enumerable.Range(0, 500).Select(_ => random.NextInt64(0, 20_000)).Order()
                .Select(ms => ($"camera {random.Next(3)}", ms))];
            var skipper = new FrameSkipper(rate);

            (string, long)[] kept = [.. frames.Index().Where(frame => !skipper.Skips(Frame(frame.Item.Camera, frame.Item.Ms)))
                .Select(frame => frame.Item)];

            Assert.Equal(frames.GroupBy(frame => (frame.Camera, frame.Ms * rate / 1000)).Select(group => group.First()), kept);
        }
    }

    /// <summary>A clock that is set back makes no camera blind, and what has no time is no frame to skip: it is a dead letter.</summary>
    [Fact]
    public void NoCameraIsBlind()
    {
        var skipper = new FrameSkipper(1);

        Assert.False(skipper.Skips(Frame("door", 1_700_000_000_000)));
        Assert.False(skipper.Skips(Frame("door", 1_600_000_000_000)));
        Assert.True(skipper.Skips(Frame("door", 1_600_000_000_999)));
        Assert.False(skipper.Skips(Frame("door", -1)));
        Assert.False(skipper.Skips(Frame("door", -1)));
        Assert.False(skipper.Skips(Frame("door", long.MaxValue)));
        Assert.False(skipper.Skips(Frame("door", long.MaxValue)));
        Assert.False(skipper.Skips(Frame("yard", 1_600_000_000_999)));
    }

    /// <summary>
    /// Through the whole line, with frames that cannot be decoded among those that are skipped: what is scored is the first of each 10 ms,
    /// all offsets are done, all are counted, and each minute the log has said how many were skipped.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatIsSkippedIsDoneAndCounted(bool withCrew)
    {
        var schema = new Schema(new SchemaSettings { Format = MessageFormat.Png, Frame = new() { Width = 2, Height = 1 } });
        byte[][] messages = [.. Enumerable.Range(0, 1000).Select(i => i % 10 == 5 ? Broken
            : PngWriter.Write(2, 1, PixelFormat.Gray8, [(byte)i, (byte)(i / 256)]))];
        var time = new FakeTimeProvider();
        using var source = new FakeSource(messages.Length, 1, i => messages[i])
        {
            AtOnce = 20, BeforeRead = _ => time.Advance(TimeSpan.FromSeconds(1.5)),
        };
        var scored = new List<int>();
        var scorer = new FakeScorer("m1")
        {
            OnScore = batch => scored.AddRange(Enumerable.Range(0, batch.Count).Select(i => (int)batch.Offset(i))),
        };
        CollectorRegistry registry = Metrics.NewCustomRegistry();
        using var monitor = new StreamMonitor(new DetectorMetrics(registry, "1"), "door", ["events"], schema, time, _ => { });
        var sinks = new FakeSinks();
        using DecodingCrew? crew = withCrew ? new("door", schema.Layout, () => StreamDecoder.Create(schema), 2) : null;
        await using var pipeline = new StreamPipeline(
            new() { Stream = "door", BatchSize = 64, FramesPerSecond = 100 }, schema, source, StreamDecoder.Create(schema),
            Serving.Of(scorer), sinks, sinks, [monitor], time, Log, crew: crew);
        pipeline.Start();

        await StopWhenExhausted(pipeline, source);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => 10 * i), scored);
        Assert.Equal(1000, source.StoredOf(0));
        Assert.Empty(sinks.DeadLetters);
        using var stream = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(stream, TestContext.Current.CancellationToken);
        string metrics = Encoding.UTF8.GetString(stream.ToArray());
        Assert.Contains("detector_frames_skipped_total{stream=\"door\"} 900\n", metrics, StringComparison.Ordinal);
        Assert.Contains("detector_events_consumed_total{stream=\"door\"} 1000\n", metrics, StringComparison.Ordinal);
        Assert.Contains(Log.Lines, line => line.Contains(
            "of 800 frames of the last 00:01:00 were not scored, as Skip:FramesPerSecond is 100", StringComparison.Ordinal));
    }

    private static EventView Frame(string camera, long ms) => new()
    {
        Partition = new TopicPartition(0, 0), Offset = 0,
        TimestampMs = ms, Key = Encoding.UTF8.GetBytes(camera), HasKey = true, Payload = default,
    };
}
