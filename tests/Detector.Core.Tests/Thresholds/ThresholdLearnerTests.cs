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
    public void AThresholdSaysWhetherAFactorMadeItInPlaceOfTheTarget()
    {
        Assert.Equal(2, Learn([1, 2, 3], new() { Method = ThresholdMethod.MedianMad, K = 2 }).K);
        Assert.Null(Learn([1, 2, 3], new() { Method = ThresholdMethod.MeanSigma }).K);
        Assert.Null(Learn([1, 2, 3], new() { Method = ThresholdMethod.Quantile, K = 2 }).K);
    }

    [Fact]
    public void MedianMadIsNotMovedByAnOutlier()
    {
        Threshold threshold = Learn([1, 2, 1e9f, 3, 4], new() { Method = ThresholdMethod.MedianMad, K = 3 });

        // Median 3, deviations 2 1 0 1 1e9, their median 1.
        Assert.Equal(3 + (3 * 1.482602218505602), threshold.Value, 1e-12);
    }

    // Worked by hand: the standard error of a fifth of 16 rows, as of half of 25, is a tenth.
    [Theory]
    [InlineData(101, 0.2, 16, 90)]
    [InlineData(102, 0.2, 16, 90.9)]
    [InlineData(101, 0.5, 25, 60)]
    public void TheQuantileIsOneStandardErrorOnTheSafeSide(int count, double target, int rows, double expected)
    {
        float[] scores = [.. Enumerable.Range(0, count).Select(i => (float)(i * 7919 % count))];

        Assert.Equal(expected, ThresholdLearner.Learn(scores, new() { Target = target }, "v1", rows).Value, 1e-9);
    }

    [Fact]
    public void OneStandardErrorIsTooLittleInOneOfSixCases()
    {
        // Of uniform scores a share of 1 - t is over t. A normal variable is more than one deviation too small 0.159 of the time.
        const int Trials = 2000;
        var random = new Random(12);
        int over = 0;
        for (int trial = 0; trial < Trials; trial++)
        {
            float[] scores = [.. Enumerable.Range(0, 1000).Select(_ => random.NextSingle())];
            over += 1 - Learn(scores, new() { Target = 0.05 }).Value > 0.05 ? 1 : 0;
        }

        Assert.InRange(over / (double)Trials, 0.13, 0.2);
    }

    // Worked by hand: of 20 scores five are e times the sixth largest, so that the tail falls by e for each factor e of rarity. A quarter
    // lies beyond that sixth one, so that a hundredth lies 25 times as far.
    [Fact]
    public void OfFewScoresTheTailIsContinuedAsItsLogarithmsRun()
    {
        float[] scores = [.. Enumerable.Repeat(2f, 15), .. Enumerable.Repeat(2 * MathF.E, 5)];

        Assert.Equal(50, Learn(scores, new() { Target = 0.01 }).Value, 1e-4);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(200)]
    public void AHeavyTailIsFoundFromFewScores(int count)
    {
        // Scores u^(-1/2): a share of value^(-2) is over a value. The medians of many trials, as a few are far out.
        var random = new Random(13);
        float Score() => (float)Math.Pow(1 - random.NextDouble(), -0.5);
        double[] got = [.. Enumerable.Range(0, 301).Select(_ => Math.Pow(
            Learn([.. Enumerable.Range(0, count).Select(_ => Score())], new() { Target = 0.005 }).Value, -2)).Order()];

        Assert.InRange(got[150], 0.001, 0.008);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(50)]
    public void ASmallerTargetNeverLowersTheThreshold(int count)
    {
        float[] scores = [.. Enumerable.Range(1, count).Select(i => (float)i * i)];
        double[] thresholds = [.. Enumerable.Range(1, 400).Select(i => Learn(scores, new() { Target = 0.5 / i }).Value)];

        Assert.Equal(thresholds.Order(), thresholds);
        Assert.True(thresholds[^1] > count * (count - 1));
    }

    [Fact]
    public void ScoresOfAnySignHaveAThreshold() =>
        Assert.InRange(Learn([.. Enumerable.Range(-60, 60).Select(i => (float)i)], new() { Target = 0.001 }).Value, -2, -1);

    [Theory]
    [InlineData(82, 0.02)]
    [InlineData(100, 0.01)]
    [InlineData(101, 0.01)]
    [InlineData(99, 0.02)]
    [InlineData(2000, 0.0005)]
    [InlineData(3, 0.4)]
    [InlineData(1, 1)]
    public void TheLeastRateIsOneOfTheRowsRoundedUp(int rows, double rate) => Assert.Equal(rate, Threshold.LeastRate(rows), 1e-12);

    [Theory]
    [InlineData(2000)]
    [InlineData(500)]
    public void FalseAlarmsStayNearTheTarget(int count)
    {
        // Exponential scores, whose true exceedance of a threshold is exp(-threshold).
        var random = new Random(11);
        double sum = 0;
        for (int trial = 0; trial < 200; trial++)
        {
            float[] scores = [.. Enumerable.Range(0, count).Select(_ => (float)-Math.Log(1 - random.NextDouble()))];
            sum += Math.Exp(-Learn(scores, new() { Target = 0.01 }).Value);
        }

        Assert.InRange(sum / 200, 0.005, 0.0105);
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

        Assert.Equal((ThresholdMethod.MeanSigma, 0.05, "v1", 3),
            (threshold.Method, threshold.Target, threshold.Version, threshold.Samples));
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
    public void ScoresThatStandTwiceAreNoMoreRows()
    {
        float[] scores = [.. Enumerable.Range(0, 1000).Select(i => (float)i)];
        Threshold once = Learn(scores, new() { Target = 0.05 });
        Threshold twice = ThresholdLearner.Learn([.. scores, .. scores], new() { Target = 0.05 }, "v1", rows: 1000);

        Assert.Equal(once.Value, twice.Value, 1.0);
        Assert.Equal(1000, twice.Samples);
        Assert.True(ThresholdLearner.Learn([.. scores, .. scores], new() { Target = 0.05 }, "v1").Value < twice.Value - 1);
    }

    [Fact]
    public void OneScoreIsTooFew() =>
        Assert.Contains("at least 2", Assert.Throws<ArgumentException>(() => Learn([1], new())).Message);

    private static Threshold Learn(float[] scores, ThresholdSettings settings) => ThresholdLearner.Learn(scores, settings, "v1");
}
