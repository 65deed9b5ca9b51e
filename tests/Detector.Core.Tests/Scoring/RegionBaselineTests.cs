using Detector.Core.Scoring;

namespace Detector.Core.Tests.Scoring;

public class RegionBaselineTests
{
    [Fact]
    public void ItIsTheMedianOfAnHourOfOneMinuteMeans()
    {
        var random = new Random(1);
        var baseline = new RegionBaseline(2);
        List<(long Minute, float[] Cells)> frames = [];
        long timeMs = 60_000_000;
        for (int i = 0; i < 2000; i++)
        {
            timeMs += random.Next(20_000);
            float[] cells = [random.NextSingle(), 5 * random.NextSingle()];
            baseline.Add(timeMs, cells);
            frames.Add((timeMs / 60_000, cells));
            if (i % 97 == 0 && baseline.Medians is { } medians)
            {
                double[][] means = [.. frames.Where(frame => frame.Minute < timeMs / 60_000).GroupBy(frame => frame.Minute).TakeLast(60)
                    .Select(minute => new[] { minute.Average(frame => frame.Cells[0]), minute.Average(f => (double)f.Cells[1]) })];
                Assert.Equal(
                    [Median(means, 0), Median(means, 1)], medians.Select(value => (double)value), (a, b) => Math.Abs(a - b) < 1e-4);
            }
        }
    }

    [Fact]
    public void NothingIsKnownOfTheFirstMinutes()
    {
        var baseline = new RegionBaseline(1);
        for (int minute = 0; minute < 5; minute++)
        {
            baseline.Add(60_000 * minute, [1]);
            Assert.Null(baseline.Medians);
        }

        baseline.Add(60_000 * 5, [1]);
        Assert.Equal([1f], baseline.Medians!);
    }

    [Fact]
    public void WhatComesForAShortWhileChangesNothing()
    {
        var baseline = new RegionBaseline(1);
        for (int minute = 0; minute < 80; minute++)
        {
            baseline.Add(60_000 * minute, [minute is > 60 and < 80 ? 9 : 1]);
        }

        Assert.Equal([1f], baseline.Medians!);
    }

    [Fact]
    public void OneFrameOfAWrongClockDoesNotStopIt()
    {
        var baseline = new RegionBaseline(1);
        baseline.Add(long.MaxValue, [1]);
        for (int minute = 0; minute < 40; minute++)
        {
            baseline.Add(60_000 * minute, [minute < 10 ? 1 : 3]);
        }

        Assert.Equal([3f], baseline.Medians!);
    }

    private static double Median(double[][] means, int cell)
    {
        double[] sorted = [.. means.Select(mean => mean[cell]).Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
