using Detector.Core.Offsets;
using Detector.Core.Schemas;
using Detector.Core.State;

namespace Detector.Core.Tests.State;

/// <summary>Verdicts that come by themselves, before, after and without their events.</summary>
public sealed class VerdictTests
{
    private static readonly TopicPartition Partition = new(0, 0);
    private static readonly TopicPartition Other = new(0, 1);
    private static readonly VerdictNames Names = new("Offset", TimeSpan.FromMinutes(30));

    private readonly RowStage _stage = new(Schema(), verdicts: Names);
    private int _heard;

    /// <summary>At 1:00 two verdicts are known, at 0:59 one; nothing of it depends on when they are heard.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AnEventKnowsTheVerdictsThatAreNotLaterThanItself(int heardBefore)
    {
        int[] seconds = [0, 1, 59, 60];
        double[] counts = new double[4];
        Assert.Empty(_stage.Heard(Partition)); // the partition is there
        for (int i = 0; i < 4; i++)
        {
            if (i == heardBefore)
            {
                Hear(0, 59, isAnomaly: true);
                Hear(1, 60, isAnomaly: true);
            }

            counts[i] = Row(i, seconds[i]);
        }

        Assert.Equal([0, 0, heardBefore < 3 ? 1 : 0, 2], counts);
        Assert.Equal((2, 0), (_stage.Counts(Partition)!.Judged, _stage.Counts(Partition)!.Unknown));
    }

    /// <summary>Not even its own, which was there before it.</summary>
    [Fact]
    public void AnEventDoesNotKnowItsOwnVerdict()
    {
        Row(0, 0);
        Hear(1, 10, isAnomaly: true);

        Assert.Equal([0, 1], [Row(1, 10), Row(2, 10)]);
    }

    /// <summary>Only the latest 16 are kept of a key: those that are not due drive none out.</summary>
    [Fact]
    public void VerdictsThatAreNotDueCrowdNoneOut()
    {
        for (int i = 0; i < 40; i++)
        {
            Row(i, 0);
            Hear(i, i < 10 ? 60 : 120, isAnomaly: true);
        }

        Assert.Equal([10, 16], [Row(40, 60), Row(41, 120)]);
    }

    [Fact]
    public void WhatIsHeardAgainOrComesTooLateOrIsOfAnotherPartitionCountsNothing()
    {
        Row(0, 0);
        _stage.Widen(Other, 0, 0, [5, 1], new double[2], new EventName(0, 0));
        Hear(0, 10, isAnomaly: true);
        Hear(0, 10, isAnomaly: true);
        _heard--;
        Hear(0, 11, isAnomaly: true);
        Hear(0, (30 * 60) + 1, isAnomaly: true);

        Assert.Equal(1, Row(1, 3600));
        Assert.Equal((1, 1), (_stage.Counts(Partition)!.Judged, _stage.Counts(Partition)!.Unknown));
        Assert.Equal((0, 0), (_stage.Counts(Other)!.Judged, _stage.Counts(Other)!.Unknown));
    }

    [Fact]
    public void ASavedStateGoesOnWithWhatWaits()
    {
        Row(0, 0);
        Hear(0, 50, isAnomaly: true);
        Hear(2, 55, isAnomaly: true);
        using var saved = new MemoryStream();
        _stage.Save(Partition, saved);
        saved.Position = 0;
        var began = new List<TopicPartition>();
        var other = new RowStage(Schema(), verdicts: Names);
        other.Began += began.Add;
        other.Restore(Partition, saved);

        Assert.Equal([Partition], began);
        Assert.Equal(2, other.Heard(Partition)[0]);
        Assert.Equal([0, 0, 1, 2], [Row(other, 1, 49), Row(other, 2, 49), Row(other, 3, 50), Row(other, 4, 55)]);
        saved.Position = 0;
        var others = new VerdictNames("Alert", Names.Within);
        Assert.Throws<InvalidDataException>(() => new RowStage(Schema(), verdicts: others).Restore(Partition, saved));
    }

    /// <summary>Names that nobody has, with times that never come, are bounded, and drive no key out.</summary>
    [Fact]
    public void VerdictsOnNoEventTakeLittle()
    {
        Row(0, 0);
        for (int i = 1; i < 20_000; i++)
        {
            Hear(1_000_000 + i, 1_000_000_000, isAnomaly: true);
        }

        Assert.Equal(0, Row(1, 1));
        Assert.Equal(0, _stage.Counts(Partition)!.Evicted);
        Assert.InRange(_stage.Size.Bytes, 0, 1 << 19);
        Assert.InRange(_stage.Counts(Partition)!.Unknown, 18_000, 19_000);
    }

    /// <summary>The events that verdicts may come for are part of what is bounded.</summary>
    [Fact]
    public void TheOldestEventsAreForgottenWhereThereIsNoRoom()
    {
        for (int i = 0; i < 20_000; i++)
        {
            Row(i, 0);
        }

        Hear(0, 1, isAnomaly: true);
        Hear(19_999, 1, isAnomaly: true);

        Assert.Equal(1, Row(20_000, 1));
        Assert.InRange(_stage.Size.Bytes, 0, 1 << 20);
        Assert.True(_stage.Counts(Partition)!.Evicted > 0);
    }

    private static Schema Schema() => new(new SchemaSettings
    {
        Fields = [new() { Name = "amount" }],
        Time = "time",
        Aggregates = [new() { Kind = AggregateKind.ConfirmedCount, By = ["card"], Window = TimeSpan.FromHours(2) }],
        State = new() { EventsPerKey = 16, MaxMegabytes = 1 },
    });

    private double Row(int offset, long seconds) => Row(_stage, offset, seconds);

    private static double Row(RowStage stage, int offset, long seconds)
    {
        double[] row = new double[2];
        stage.Widen(Partition, offset, 1000 * seconds, [5, 1], row, new EventName(offset, 0));
        return row[1];
    }

    private void Hear(long offset, long seconds, bool isAnomaly) => _stage.Hear(new Verdict
    {
        Offset = _heard++, Event = new EventName(offset, 0), Partition = Partition, TimeMs = 1000 * seconds, IsAnomaly = isAnomaly,
    });
}
