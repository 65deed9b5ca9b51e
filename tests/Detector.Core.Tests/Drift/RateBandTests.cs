using Detector.Core.Drift;
using Detector.Core.Thresholds;

namespace Detector.Core.Tests.Drift;

public class RateBandTests
{
    // The interval's own definition: at its ends the share seen is so many standard deviations of the true one away.
    [Theory]
    [InlineData(10, 100, 1.96)]
    [InlineData(3, 5000, 4.9)]
    [InlineData(4990, 5000, 4.9)]
    public void AtItsEndsTheShareIsSoManyDeviationsAway(double hits, double all, double deviations)
    {
        var band = RateBand.Of(hits, all, deviations);

        Assert.All([band.Low, band.High], end =>
            Assert.Equal(deviations, Math.Abs((hits / all) - end) / Math.Sqrt(end * (1 - end) / all), 1e-9));
    }

    [Fact]
    public void OfNothingNothingIsKnownAndNoneOfManyIsNearlyNone()
    {
        Assert.Equal(new RateBand(0, 1), RateBand.Of(0, 0, 3));
        Assert.Equal(0, RateBand.Of(0, 1000, 3).Low);
        Assert.Equal(9.0 / 1009, RateBand.Of(0, 1000, 3).High, 1e-15);
    }

    // A hundredth was asked for and learned from 10,000 rows: 0.6 to 1.6 % by chance alone, 0.3 to 3.2 % are allowed.
    [Theory]
    [InlineData(50, 5000, DriftLevel.Steady)]
    [InlineData(120, 5000, DriftLevel.Steady)]
    [InlineData(150, 5000, DriftLevel.Moving)]
    [InlineData(300, 5000, DriftLevel.Drifted)]
    [InlineData(0, 5000, DriftLevel.Moving)] // too few events to tell more
    [InlineData(0, 20_000, DriftLevel.Drifted)]
    public void TheRateHasDriftedWhereNeitherChanceNorTheFactorExplainsIt(int over, int events, DriftLevel level) =>
        Assert.Equal(level, AlertRate.Of(over, events, Asked(0.01), 2, 4.9)!.Level);

    [Fact]
    public void WhoAskedForNoShareHasNone()
    {
        Assert.Null(AlertRate.Of(10, 100, Asked(0), 2, 4.9));
        Assert.Null(AlertRate.Of(10, 100, Asked(0.01) with { K = 3 }, 2, 4.9));
        Assert.Null(AlertRate.Of(0, 0, Asked(0.01), 2, 4.9));
    }

    private static Threshold Asked(double target) =>
        new() { Value = 1, Method = ThresholdMethod.Quantile, Target = target, Version = "t1", Samples = 10_000 };
}
