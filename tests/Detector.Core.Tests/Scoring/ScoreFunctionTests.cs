using Detector.Core.Scoring;

namespace Detector.Core.Tests.Scoring;

public class ScoreFunctionTests
{
    private static readonly ScoreCalibration Calibration = new()
    {
        ResidualScale = 0.5,
        CodeScale = 4,
        Neighbours = 1,
        FeatureMean = [],
        CodeMean = [1],
        CodeDeviation = [2],
        References = [0, 10],
    };

    [Fact]
    public void TheScoreIsTheSumOfItsParts()
    {
        // Error sqrt((1 + 0 + 4) / 3); code (5 - 1) / 2 = 2, which is 2 from the nearer reference.
        BatchScores scores = Score(Calibration, [1, 2, 3], [0, 2, 5], [5]);

        Assert.Equal(Math.Sqrt(5.0 / 3), scores.Error[0], 1e-6);
        Assert.Equal(Math.Sqrt(5.0 / 3) / 0.5, scores.Residual[0], 1e-6);
        Assert.Equal(2.0 / 4, scores.Code[0], 1e-6);
        Assert.Equal(scores.Residual[0] + scores.Code[0], scores.Score[0]);
    }

    [Fact]
    public void WithoutReferencesTheResidualIsTheScore()
    {
        BatchScores scores = Score(Calibration with { References = [] }, [1], [0], [float.NaN]);

        Assert.Equal((2f, 0f, 2f), (scores.Residual[0], scores.Code[0], scores.Score[0]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(30)]
    [InlineData(101)]
    public void TheErrorIsTheRootMeanSquareAtEveryWidth(int width)
    {
        float[] zeros = new float[width];
        float[] values = [.. Enumerable.Range(1, width).Select(i => (float)i)];

        BatchScores scores = Score(Calibration, values, zeros, [1]);

        // Closed form: the mean of the squares of 1..n is (n + 1)(2n + 1) / 6.
        Assert.Equal(Math.Sqrt((width + 1) * ((2.0 * width) + 1) / 6), scores.Error[0], 1e-4);
    }

    [Theory]
    [InlineData(float.NaN, 1)]
    [InlineData(float.PositiveInfinity, 1)]
    [InlineData(1e30f, 1)]
    [InlineData(1, float.NaN)]
    [InlineData(1, float.NegativeInfinity)]
    public void WhatIsNotFiniteScoresInfinity(float reconstruction, float code) =>
        Assert.Equal(float.PositiveInfinity, Score(Calibration, [1], [reconstruction], [code]).Score[0]);

    private static BatchScores Score(ScoreCalibration calibration, float[] features, float[] reconstruction, float[] code)
    {
        var scores = new BatchScores(1);
        new ScoreFunction(calibration).Score(features, reconstruction, code, 1, scores);
        return scores;
    }
}
