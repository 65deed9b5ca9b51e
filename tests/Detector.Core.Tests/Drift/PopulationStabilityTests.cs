using Detector.Core.Drift;

namespace Detector.Core.Tests.Drift;

public class PopulationStabilityTests
{
    // numpy: p = (c + 0.5) / sum, q = (t + 0.5) / sum; ((p - q) * log(p / q)).sum()
    [Theory]
    [InlineData(new long[] { 100, 200, 300, 400 }, new long[] { 250, 250, 250, 250 }, 0.22716075969343758)]
    [InlineData(new long[] { 0, 0, 50 }, new long[] { 1000, 1, 0 }, 12.026619810144513)]
    [InlineData(new long[] { 10, 20, 30 }, new long[] { 1000, 2000, 3000 }, 0.00012845716845720514)]
    public void TheIndexIsNumpys(long[] counts, long[] training, double expected) =>
        Assert.Equal(expected, PopulationStability.Index(counts, training), 1e-12 * expected);

    [Fact]
    public void TheBinWithTheLargestPartIsTheOneThatChangedMost() =>
        Assert.Equal(2, PopulationStability.Largest([30, 30, 40], [50, 45, 5]));

    // Quantiles of chi-squared from tables; Wilson and Hilferty's are within four in a hundred of them.
    [Theory]
    [InlineData(1, 0.001, 10.828)]
    [InlineData(9, 0.001, 27.877)]
    [InlineData(17, 0.01, 33.409)]
    public void ChanceIsChiSquared(int freedom, double chance, double quantile) =>
        Assert.Equal(quantile * (0.01 + 0.001), PopulationStability.ByChance(freedom + 1, 100, 1000, chance), 0.04 * quantile * 0.011);
}
