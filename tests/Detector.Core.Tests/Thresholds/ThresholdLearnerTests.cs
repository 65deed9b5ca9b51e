using Detector.Core.Thresholds;

namespace Detector.Core.Tests.Thresholds;

public class ThresholdLearnerTests
{
    [Fact]
    public void MeanSigmaIsTheMeanPlusKSampleDeviations()
    {
        Threshold threshold = Learn([5, 1, 4, 2, 3], new() { Method = ThresholdMethod.MeanSigma, K = 2 });

        Assert.Equal(3 + (2 * Math.Sqrt(2.5)), threshold.Value, 1e-12);
    }

    [Fact]
    public void MedianMadIsNotMovedByAnOutlier()
    {
        Threshold threshold = Learn([1, 2, 1e9f, 3, 4], new() { Method = ThresholdMethod.MedianMad, K = 3 });

        // Median 3, deviations 2 1 0 1 1e9, their median 1.
        Assert.Equal(3 + (3 * 1.482602218505602), threshold.Value, 1e-12);
    }

    [Theory]
    [InlineData(ThresholdMethod.MeanSigma, 1.0)]
    [InlineData(ThresholdMethod.MedianMad, 2.0)]
    public void WithoutKTheTargetIsTakenThroughTheNormalDistribution(ThresholdMethod method, double target)
    {
        // Normal scores on an even grid of probabilities: the threshold must be the grid's own quantile.
        float[] scores = [.. Enumerable.Range(0, 20_000).Select(i => (float)NormalDistribution.Quantile((i + 0.5) / 20_000))];

        Threshold threshold = Learn(scores, new() { Method = method, Target = target / 100 });

        Assert.Equal(NormalDistribution.Quantile(1 - (target / 100)), threshold.Value, 2e-3);
    }

    [Fact]
    public void TheThresholdSaysHowItWasLearned()
    {
        Threshold threshold = Learn([1, 2, 3], new() { Method = ThresholdMethod.MeanSigma, Target = 0.05 });

        Assert.Equal((ThresholdMethod.MeanSigma, 0.05, "v1", 3), (threshold.Method, threshold.Target, threshold.Version, threshold.Samples));
    }

    [Theory]
    [InlineData(ThresholdMethod.Quantile)]
    [InlineData(ThresholdMethod.MeanSigma)]
    [InlineData(ThresholdMethod.MedianMad)]
    public void InfiniteScoresStillGiveAFiniteThreshold(ThresholdMethod method) =>
        Assert.True(double.IsFinite(Learn([1, 2, float.PositiveInfinity, 3], new() { Method = method }).Value));

    [Fact]
    public void NotANumberIsRefused() =>
        Assert.Contains("score 1 is not a number", Assert.Throws<ArgumentException>(() => Learn([1, float.NaN], new())).Message);

    [Fact]
    public void OneScoreIsTooFew() =>
        Assert.Contains("at least 2", Assert.Throws<ArgumentException>(() => Learn([1], new())).Message);

    private static Threshold Learn(float[] scores, ThresholdSettings settings) => ThresholdLearner.Learn(scores, settings, "v1");
}
