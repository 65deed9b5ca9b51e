using Detector.Retraining.Daemon;
using Detector.Streams.Settings;

namespace Detector.Retraining.Tests.Daemon;

public sealed class RetrainingTriggersTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void WithoutSettingsNoneBegins()
    {
        var triggers = new RetrainingTriggers(new RetrainingSettings(), 1, Start);
        Assert.Null(triggers.Due(Start.AddYears(1), null, long.MaxValue));
        Assert.Null(triggers.Next);
    }

    [Fact]
    public void TheClockCountsFromTheLastOneWhoeverBeganIt()
    {
        var triggers = new RetrainingTriggers(new() { Every = TimeSpan.FromHours(6) }, 1, Start);
        Assert.Null(triggers.Due(Start.AddHours(5.9), null, 0));
        Assert.StartsWith("every", triggers.Due(Start.AddHours(6), null, 0), StringComparison.Ordinal);
        Assert.Null(triggers.Due(Start.AddHours(6.1), Start.AddHours(6), 0));
        Assert.Equal(Start.AddHours(12), triggers.Next);
    }

    [Fact]
    public void TheScheduleIsCaughtUpWithOnce()
    {
        var triggers = new RetrainingTriggers(new() { Schedule = "0 3 * * *" }, 1, Start);
        Assert.Null(triggers.Due(Start.AddHours(14.9), null, 0));
        Assert.Equal("schedule 0 3 * * *", triggers.Due(Start.AddHours(15), null, 0));

        // The daemon was down for a week: one, not seven.
        DateTimeOffset late = Start.AddDays(7);
        Assert.NotNull(triggers.Due(late, Start.AddHours(15), 0));
        Assert.Null(triggers.Due(late.AddHours(1), late, 0));
        Assert.Equal(late.AddHours(15), triggers.Next);
    }

    [Fact]
    public void EventsAreCountedFromTheLastOne()
    {
        var triggers = new RetrainingTriggers(new() { AfterEvents = 1000 }, 1, Start);
        Assert.Null(triggers.Due(Start, null, 999));
        Assert.Equal("after 1,000 events", triggers.Due(Start, null, 1000));
        Assert.Null(triggers.Due(Start.AddHours(1), Start, 1900));
        Assert.NotNull(triggers.Due(Start.AddHours(1), Start, 2900));
    }

    /// <summary>A stream that is restarted counts anew, and a clock may be put back.</summary>
    [Fact]
    public void WhatCountsAnewAndClocksThatArePutBackHoldNothingUp()
    {
        var triggers = new RetrainingTriggers(new() { AfterEvents = 1000, Every = TimeSpan.FromHours(6) }, 1, Start);
        Assert.Null(triggers.Due(Start.AddHours(1), Start, 900_000));
        Assert.Null(triggers.Due(Start.AddHours(1), Start, 5));
        Assert.Equal("after 1,000 events", triggers.Due(Start.AddHours(1), Start, 1005));

        DateTimeOffset before = Start.AddYears(-1);
        Assert.Null(triggers.Due(before, null, 1005));
        Assert.StartsWith("every", triggers.Due(before.AddHours(6), null, 1005), StringComparison.Ordinal);
    }

    [Fact]
    public void ThePauseHoldsForAllOfThem()
    {
        var triggers = new RetrainingTriggers(
            new() { AfterEvents = 1, Every = TimeSpan.FromSeconds(1), Pause = TimeSpan.FromHours(1) }, 1, Start);
        Assert.Null(triggers.Due(Start.AddMinutes(59), Start, 5, "drift of amount"));
        Assert.Equal("drift of amount", triggers.Due(Start.AddMinutes(60), Start, 5, "drift of amount"));
    }

    [Fact]
    public void JitterIsDrawnAnewEachTimeAndNeverEarly()
    {
        var settings = new RetrainingSettings { Every = TimeSpan.FromHours(1), Jitter = TimeSpan.FromMinutes(30) };
        double[] late = [.. Enumerable.Range(0, 50).Select(day =>
        {
            var triggers = new RetrainingTriggers(settings, 1, Start.AddDays(day));
            return (triggers.Next!.Value - Start.AddDays(day)).TotalMinutes;
        })];
        Assert.All(late, minutes => Assert.InRange(minutes, 60, 90));
        Assert.True(late.Distinct().Count() > 40);
    }
}
