using Detector.Core.Thresholds;

namespace Detector.Core.Tests.Thresholds;

public class NormalDistributionTests
{
    // Reference values from tables of the normal distribution (also scipy.stats.norm.ppf).
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.75, 0.6744897501960817)]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.99, 2.3263478740408408)]
    [InlineData(0.999, 3.090232306167813)]
    [InlineData(0.0001, -3.719016485455709)]
    [InlineData(1e-12, -7.034483825301131)]
    public void QuantileIsTheTabledOne(double p, double expected) => Assert.Equal(expected, NormalDistribution.Quantile(p), 1e-13);

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    public void OnlyProbabilitiesHaveAQuantile(double p) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalDistribution.Quantile(p));
}
