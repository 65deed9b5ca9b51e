using Detector.Retraining.Daemon;
using Detector.Streams.Status;

namespace Detector.Retraining.Tests.Daemon;

public sealed class PromotionWatchTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly PromotionWatch _watch = new("v2", rate: 0.01, target: 0.01, TimeSpan.FromMinutes(30));

    [Theory]
    [InlineData(10_000, 100, false)]
    [InlineData(10_000, 290, false)]
    [InlineData(10_000, 500, true)]
    [InlineData(299, 299, false)]
    [InlineData(300, 60, true)]
    [InlineData(300, 15, false)]
    [InlineData(1000, 0, false)]
    [InlineData(10_000, 0, true)]
    public void ARateOutOfItsBandIsSaid(long events, long alerts, bool isOut)
    {
        Assert.Null(_watch.Look(Status("v1", 5000, 4000), Start));
        Assert.Null(_watch.Look(Status("v2", 6000, 4500), Start));
        Assert.Equal(isOut, _watch.Look(Status("v2", 6000 + events, 4500 + alerts), Start.AddMinutes(1)) is not null);
        Assert.False(_watch.IsOver);
    }

    [Fact]
    public void ItEndsAfterItsTimeOrWithAnotherModel()
    {
        _watch.Look(Status("v2", 0, 0), Start);
        Assert.False(_watch.IsOver);
        _watch.Look(Status("v2", 0, 0), Start.AddMinutes(30));
        Assert.True(_watch.IsOver);

        var other = new PromotionWatch("v2", 0.01, 0.01, TimeSpan.FromMinutes(30));
        other.Look(Status("v1", 0, 0), Start);
        Assert.False(other.IsOver);
        other.Look(Status("v2", 0, 0), Start);
        other.Look(Status("v3", 0, 0), Start);
        Assert.True(other.IsOver);
    }

    [Fact]
    public void WhereTheClockIsPutBackOrTheStreamCountsAnewItBeginsAnew()
    {
        _watch.Look(Status("v2", 900_000, 5000), Start);
        Assert.Null(_watch.Look(Status("v2", 100, 90), Start.AddMinutes(1)));
        Assert.NotNull(_watch.Look(Status("v2", 500, 400), Start.AddMinutes(2)));

        DateTimeOffset before = Start.AddYears(-1);
        Assert.Null(_watch.Look(Status("v2", 600, 400), before));
        _watch.Look(Status("v2", 600, 400), before.AddMinutes(30));
        Assert.True(_watch.IsOver);
    }

    [Fact]
    public void AModelThatTheStreamRefusesIsTakenBack() =>
        Assert.Contains("refused", _watch.Look(Status("v1", 0, 0) with { ModelProblem = "The model s/v2 is refused. weights" }, Start),
            StringComparison.Ordinal);

    private static StreamStatus Status(string model, long scored, long alerts) => new()
    {
        Name = "s", State = StreamState.Running, Model = new(model, "dense", "cpu"), EventsScored = scored, Alerts = alerts,
    };
}
