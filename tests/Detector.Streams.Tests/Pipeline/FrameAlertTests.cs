using System.Text.Json;
using Detector.Core.Alerts;
using Detector.Core.Alerts.Incidents;
using Detector.Core.Offsets;
using Detector.Core.Samples;
using Detector.Streams.Pipeline;

namespace Detector.Streams.Tests.Pipeline;

public sealed class FrameAlertTests
{
    private static readonly SampleLayout Layout = new(1, 32, 64);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AnAlertOfAFrameSaysWhereAndCarriesItUnlessNoPictureIsWanted(bool pictures)
    {
        Alert alert = Decide(pictures, out IncidentDesk desk, out WorkItem item);

        Assert.Equal("camera door-2: something in the upper left", alert.Frame!.Words.Split(" (")[0]);
        Assert.Equal(0, Assert.Single(alert.Frame.Boxes).X);
        Assert.Equal(pictures, alert.Frame.Picture is not null);
        Assert.Equal(
            pictures, JsonSerializer.Serialize(alert, AlertJson.Default.Alert).Contains("\"picture\":\"/9j/", StringComparison.Ordinal));
        desk.Add(item, 1, "door-2"u8.ToArray(), () => "");
        item.Batch.Clear();
        item.Batch.Add(default, 9, 0, 1_000_000, []);
        desk.End(item);
        Assert.EndsWith("% of the picture), 14 s", desk.Closing(Assert.Single(item.Ended)).Frame!.Words, StringComparison.Ordinal);
    }

    /// <summary>Whoever reads an alert is told that most of the camera's frames were not looked at.</summary>
    [Fact]
    public void AnAlertSaysHowManyFramesASecondWereScored()
    {
        Alert skipped = Decide(pictures: false, out IncidentDesk desk, out WorkItem item, framesPerSecond: 2.5);

        Assert.Contains("\"framesPerSecond\":2.5", JsonSerializer.Serialize(skipped, AlertJson.Default.Alert), StringComparison.Ordinal);
        item.Batch.Clear();
        item.Batch.Add(default, 9, 0, 1_000_000, []);
        desk.End(item);
        Assert.Equal(2.5, desk.Closing(Assert.Single(item.Ended)).Frame!.FramesPerSecond);
        Assert.DoesNotContain(
            "framesPerSecond", JsonSerializer.Serialize(Decide(false, out _, out _), AlertJson.Default.Alert), StringComparison.Ordinal);
    }

    private static Alert Decide(bool pictures, out IncidentDesk desk, out WorkItem item, double? framesPerSecond = null)
    {
        desk = new IncidentDesk(new IncidentSettings(), TimeProvider.System);
        item = new WorkItem(4, Layout) { Model = Serving.Of(new FakeScorer("m1")) };
        item.Batch.Ticket = new OffsetTracker((_, _) => { }).Open();
        item.Batch.Add(default, 7, 0, 10_000, "door-2"u8);
        item.Batch.Add(default, 8, 0, 24_000, "door-2"u8);
        item.Scores.Score[0] = 150;
        new Decider("yard", ["frames"], Layout, null, desk, pictures, framesPerSecond).Decide(item);
        item.Scores.Score[1] = 120;
        return Assert.Single(item.Alerts);
    }
}
