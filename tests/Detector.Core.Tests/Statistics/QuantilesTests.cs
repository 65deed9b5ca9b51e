using Detector.Core.Statistics;

namespace Detector.Core.Tests.Statistics;

public sealed class QuantilesTests
{
    // Expected: numpy.quantile.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 1.75)]
    [InlineData(0.5, 3)]
    [InlineData(0.9, 8.2)]
    [InlineData(1, 10)]
    public void AQuantileIsLinearBetweenNeighbours(double share, double expected) =>
        Assert.Equal(expected, Quantiles.Of([1, 2, 4, 10], share), 12);

    [Theory]
    [InlineData(new[] { 5.0 }, 5)]
    [InlineData(new[] { 1.0, 5, 100 }, 5)]
    [InlineData(new[] { 1.0, 5, 7, 100 }, 6)]
    public void TheMedianIsTheMiddleOrBetweenTheTwo(double[] sorted, double expected) => Assert.Equal(expected, Quantiles.Median(sorted));
}
