using Detector.Core.Batches;
using Detector.Core.Samples;
using Detector.Core.Scoring;

namespace Detector.Core.Tests.Scoring;

public class ScoreFunctionTests
{
    [Fact]
    public void TheScoreIsTheSumOfItsParts()
    {
        // Error sqrt((1 + 0 + 4) / 3); distance |2 (3, 4, 0)| = 10; code 3 × (5 - 1) = 12.
        BatchScores scores = Score(Calibration(3), [3, 4, 0], [2, 4, 2], [5]);

        Assert.Equal(Math.Sqrt(5.0 / 3), scores.Error[0], 1e-6);
        Assert.Equal(Math.Sqrt(5.0 / 3) * 2, scores.Residual[0], 1e-6);
        Assert.Equal(10 * 0.25, scores.Distance[0], 1e-6);
        Assert.Equal(12 * 0.5, scores.Code[0], 1e-6);
        Assert.Equal(scores.Residual[0] + scores.Distance[0] + scores.Code[0], scores.Score[0]);
    }

    [Fact]
    public void APartWithoutWeightIsLeftOut()
    {
        BatchScores scores = Score(Calibration(1) with { DistanceFactor = 0, CodeFactor = 0 }, [1], [0], [float.NaN]);

        Assert.Equal((2f, 0f, 0f, 2f), (scores.Residual[0], scores.Distance[0], scores.Code[0], scores.Score[0]));
    }

    [Theory]
    [InlineData(1, float.NaN, 1)]
    [InlineData(1, float.PositiveInfinity, 1)]
    [InlineData(1, 1e30f, 1)]
    [InlineData(1, 1, float.NaN)]
    [InlineData(1, 1, float.NegativeInfinity)]
    [InlineData(float.NaN, 1, 1)]
    public void WhatIsNotFiniteScoresInfinity(float feature, float reconstruction, float code) =>
        Assert.Equal(float.PositiveInfinity, Score(Calibration(1), [feature], [reconstruction], [code]).Score[0]);

    [Fact]
    public void SharesFollowSquaredErrorsAndSquaredCoordinates()
    {
        // Errors 1, 0, 4; coordinates 36, 64, 0: a fifth and nine twenty-fifths of the two halves, and so on.
        double[] shares = new ScoreFunction(Calibration(3), new SampleLayout(3), 1)
            .Shares([3, 4, 0], [2, 4, 2], own: null, Parts(residual: 1, distance: 1), 0);

        Assert.Equal(0.5 * ((1 / 5.0) + (36 / 100.0)), shares[0], 1e-9);
        Assert.Equal(0.5 * (64 / 100.0), shares[1], 1e-9);
        Assert.Equal(0.5 * (4 / 5.0), shares[2], 1e-9);
    }

    [Fact]
    public void ErrorsMayBeWeighedFeatureByFeature()
    {
        // Errors 1, 0, -2, times 3, 1, 0.5: 3, 0, -1.
        ScoreCalibration calibration = Calibration(3) with { ErrorScale = [3, 1, 0.5f], DistanceFactor = 0, CodeFactor = 0 };
        Assert.Equal(2 * Math.Sqrt(10.0 / 3), Score(calibration, [3, 4, 0], [2, 4, 2], [5]).Score[0], 1e-5);
        Assert.Equal([0.9, 0, 0.1], new ScoreFunction(calibration, new SampleLayout(3), 1)
            .Shares([3, 4, 0], [2, 4, 2], null, Parts(1, 0), 0), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void ErrorsMayBeMeasuredByTheirOwnSpreadAndCorrelation()
    {
        // Errors 1, -2 less their mean 0, 1 and times the map (1 0; 0 2): 1, -6.
        ScoreCalibration calibration = Calibration(2) with
        {
            Errors = new Whitening { Mean = [0, 1], Map = [1, 0, 0, 2] }, DistanceFactor = 0, CodeFactor = 0,
        };
        Assert.Equal(2 * Math.Sqrt(37.0 / 2), Score(calibration, [1, 0], [0, 2], [5]).Score[0], 1e-5);
        Assert.Equal([1 / 37.0, 36 / 37.0], new ScoreFunction(calibration, new SampleLayout(2), 1)
            .Shares([1, 0], [0, 2], null, Parts(1, 0), 0), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void SquaresMayCountInTheDistance()
    {
        // (3, 4) is (2, 2) from its mean; squares 4, 4 less their mean (4, 9) are (0, -5); times 1, 2, 3, 1: 2, 4, 0, -5.
        ScoreCalibration calibration = Calibration(2) with
        {
            ResidualFactor = 0,
            CodeFactor = 0,
            Features = new Whitening { Mean = [1, 2, 4, 9], Map = [1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1] },
        };
        Assert.Equal(0.25 * Math.Sqrt(45), Score(calibration, [3, 4], [3, 4], [1]).Score[0], 1e-6);
        Assert.Equal([4 / 45.0, 41 / 45.0], new ScoreFunction(calibration, new SampleLayout(2), 1)
            .Shares([3, 4], [3, 4], null, Parts(0, 1), 0), (a, b) => Math.Abs(a - b) < 1e-9);

        // What is absent is taken as its mean, and its square as the mean square.
        Assert.Equal(0.25 * 2, ScoreSequence(calibration, [3, float.NaN], [3, 0]).Score[0], 1e-6);
        Assert.Equal(float.PositiveInfinity, Score(calibration, [3, 1e30f], [3, 1e30f], [1]).Score[0]);
    }

    [Fact]
    public void AFieldsPartFallsAsItDoesWhenAnotherIsPutAtItsMean()
    {
        var random = new Random(3);
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
        var whitening = new Whitening { Mean = Numbers(5), Map = Numbers(25) };
        float[] row = Numbers(5);
        int[] groups = [0, 0, 1, 2, 1]; // the second field has two features, one of them at the end
        ScoreCalibration calibration = Calibration(5) with { Features = whitening };

        double[] falls = new double[3];
        var function = new ScoreFunction(calibration, new SampleLayout(5), 1);
        function.Shares(row, row, null, Parts(0, 1), 0);
        Assert.True(function.AddFalls(0, 2, groups, falls));

        Assert.Equal(0, falls[0]);
        Assert.Equal(1 - (Part([.. row.Select((x, i) => groups[i] == 1 ? whitening.Mean[i] : x)]) / Part(row)), falls[1], 1e-5);
        Assert.Equal(1 - (Part([.. row.Select((x, i) => groups[i] == 2 ? whitening.Mean[i] : x)]) / Part(row)), falls[2], 1e-5);
        Assert.False(new ScoreFunction(calibration with { DistanceFactor = 0 }, new SampleLayout(5), 1).AddFalls(0, 2, groups, falls));

        double Part(float[] of)
        {
            double[] parts = new FeatureDistance(whitening, 5, mayLack: false).Parts(of);
            return parts[0] + parts[1];
        }
    }

    [Theory]
    [InlineData(1, 0.1)]
    [InlineData(3, 0.1)]
    [InlineData(0.01, 0.1)]
    public void AScoreMayBeRelativeToTheSamplesContrast(float contrast, double least)
    {
        // Pixels at 0.5 ± contrast, errors of 0.2 everywhere: a negative, and any other brightness, scores the same.
        ScoreCalibration absolute = Calibration(4) with { DistanceFactor = 0 };
        ScoreCalibration relative = absolute with { LeastContrast = least };
        float[] row = [0.5f + contrast, 0.5f - contrast, 0.5f + contrast, 0.5f - contrast];
        float[] made = [.. row.Select(x => x - 0.2f)];
        BatchScores scores = Score(relative, row, made, [5]);

        double factor = 1 / Math.Sqrt(Math.Max(contrast, least));
        Assert.Equal(factor * 2 * 0.2, scores.Residual[0], 1e-5);
        Assert.Equal(factor * Score(absolute, row, made, [5]).Code[0], scores.Code[0], 1e-4);
        Assert.Equal(0.2, scores.Error[0], 1e-6);
        Assert.Equal(scores.Score[0], Score(relative, [.. row.Select(x => 1 - x)], [.. made.Select(x => 1 - x)], [5]).Score[0], 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(30)]
    public void EveryFeaturesSquareCounts(int width)
    {
        var random = new Random(width);
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
        var whitening = new Whitening { Mean = Numbers(2 * width), Map = Numbers(4 * width * width) };
        float[] row = Numbers(width);
        float[] expanded = [.. row, .. row.Select((x, i) => (x - whitening.Mean[i]) * (x - whitening.Mean[i]))];

        float expected = new WhitenedDistance(whitening).Of(expanded);
        Assert.Equal(0.25 * expected,
            Score(Calibration(width) with { ResidualFactor = 0, CodeFactor = 0, Features = whitening }, row, row, [1]).Score[0], 1e-4);
    }

    [Fact]
    public void TheModelsOwnMeasureMayStandForTheErrors()
    {
        ScoreCalibration calibration = Calibration(1) with { TakesOwn = true, OwnOffset = -3, DistanceFactor = 0, CodeFactor = 0 };
        BatchScores scores = Score(calibration, [1], [0], [0], own: -1);
        Assert.Equal((4f, 1f), (scores.Score[0], scores.Error[0]));
        Assert.Equal(float.PositiveInfinity, Score(calibration, [1], [0], [0], own: float.NaN).Score[0]);
    }

    [Fact]
    public void AbsentNumbersOfASequenceDoNotCount()
    {
        // Two steps are there: errors 1, 0 and 1, 2, distance |2 (3, 4, 1, 2)|; the last has no numbers.
        float none = float.NaN;
        ScoreCalibration calibration = Calibration(6);
        float[] row = [3, 4, 1, 2, none, none];
        float[] made = [2, 4, 0, 0, 9, none];
        BatchScores scores = ScoreSequence(calibration, row, made);

        Assert.Equal(Math.Sqrt(6.0 / 4), scores.Error[0], 1e-6);
        Assert.Equal(2 * Math.Sqrt(6.0 / 4), scores.Residual[0], 1e-6);
        Assert.Equal(0.25 * 2 * Math.Sqrt(30), scores.Distance[0], 1e-6);

        double[] shares = new ScoreFunction(calibration, new SampleLayout(3, 2), 1).Shares(row, made, null, Parts(1, 1), 0);
        double[] expected = [0.5 * ((1 / 6.0) + (9 / 30.0)), 0.5 * 16 / 30,
            0.5 * ((1 / 6.0) + (1 / 30.0)), 0.5 * ((4 / 6.0) + (4 / 30.0)), 0, 0];
        Assert.Equal(expected, shares, (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void NorDoTheyWhereErrorsAreWeighed()
    {
        float none = float.NaN;
        ScoreCalibration plain = Calibration(4) with { DistanceFactor = 0, CodeFactor = 0 };
        float[] row = [3, 4, none, none];
        float[] made = [2, 6, none, 7];

        // Errors 1, -2, times 3, 1: 3, -2, over two numbers.
        ScoreCalibration scaled = plain with { ErrorScale = [3, 1, 5, 5] };
        Assert.Equal(2 * Math.Sqrt(13.0 / 2), ScoreSequence(scaled, row, made).Score[0], 1e-5);

        // Errors 1, -2 less their mean 0, 1 and times 1, 2: 1, -6.
        float[] map = [1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 3];
        ScoreCalibration whitened = plain with { Errors = new Whitening { Mean = [0, 1, 5, 5], Map = map } };
        Assert.Equal(2 * Math.Sqrt(37.0 / 2), ScoreSequence(whitened, row, made).Score[0], 1e-5);
    }

    [Theory]
    [InlineData(float.PositiveInfinity, 1)]
    [InlineData(1, float.NaN)]
    public void WhatIsThereAndNotFiniteScoresInfinityInASequenceToo(float feature, float made)
    {
        foreach (ScoreCalibration calibration in new[] { Calibration(2), Calibration(2) with { ErrorScale = [1, 1] } })
        {
            Assert.Equal(float.PositiveInfinity, ScoreSequence(calibration, [feature, float.NaN], [made, float.NaN]).Score[0]);
        }
    }

    [Fact]
    public void OfTheTwoDistancesTheLargerCounts()
    {
        // From (0, 0) and (3, 0) of the first group and (0, 8) of the second: |(3, 0)| and 5, mean 4. The other distance is |2 (3, 4)| =
        // 10.
        var neighbours = new Neighbours { Rows = [0, 0, 3, 0, 0, 8, 0, 8], Groups = 2, Width = 2 };
        ScoreCalibration near = Calibration(2) with { ResidualFactor = 0, CodeFactor = 0, Neighbours = neighbours, NeighbourFactor = 1 };
        float[] row = [3, 4];

        BatchScores scores = Score(near, row, row, [1]);
        Assert.Equal((2.5, 4.5, 4.5), (scores.Distance[0], scores.Neighbours[0], scores.Score[0]));
        Assert.Equal([9 / 5.0 / 9, ((4 * 4 / 4.0) + (16 / 5.0)) / 9], Shares(near, row, scores), (a, b) => Math.Abs(a - b) < 1e-9);

        scores = Score(near with { NeighbourFactor = 0.5 }, row, row, [1]);
        Assert.Equal((2.5, 2.25, 2.5), (scores.Distance[0], scores.Neighbours[0], scores.Score[0]));
        Assert.Equal([36 / 100.0, 64 / 100.0], Shares(near with { NeighbourFactor = 0.5 }, row, scores), (a, b) => Math.Abs(a - b) < 1e-9);

        // What is absent from a sequence is taken as the neighbours' mean, here 4.
        scores = ScoreSequence(near with { DistanceFactor = 0 }, [3, float.NaN], [3, 0]);
        Assert.Equal((4 + 5) / 2.0, scores.Score[0], 1e-6);
        Assert.Equal(float.PositiveInfinity, Score(near, [3, float.NaN], row, [1]).Score[0]);
        Assert.Equal(float.PositiveInfinity, Score(near, [3, 1e30f], row, [1]).Score[0]);
    }

    [Fact]
    public void AnErrorCountsOnTheSidesThatNumbersHave()
    {
        // Made too large by 2, 2, 2 and too small by 1, 1, 1, of numbers that are strange above, below and on both sides.
        ScoreCalibration plain = Calibration(3) with { DistanceFactor = 0, CodeFactor = 0 };
        SampleLayout shape = new SampleLayout(3).With([1, -1, 0]);
        float[] row = [1, 1, 1];
        BatchScores scores = new(2);
        var function = new ScoreFunction(plain, shape, 1);

        function.Score([.. row, .. row], [3, 3, 3, 0, 0, 0], [1, 1], [], 2, scores);

        Assert.Equal([2 * Math.Sqrt((0 + 4 + 4) / 3.0), 2 * Math.Sqrt((1 + 0 + 1) / 3.0)],
            scores.Score.Select(score => (double)score), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([0, 0.5, 0.5], function.Shares(row, [3, 3, 3], null, scores, 0));
        Assert.Equal([0.5, 0, 0.5], function.Shares(row, [0, 0, 0], null, scores, 1));

        function.Score(row, [float.PositiveInfinity, 1, 1], [1], [], 1, scores);
        Assert.Equal(float.PositiveInfinity, scores.Score[0]);
    }

    [Fact]
    public void EachStepOfASequenceHasTheSides()
    {
        ScoreCalibration plain = Calibration(4) with { DistanceFactor = 0, CodeFactor = 0 };
        BatchScores scores = new(1);

        new ScoreFunction(plain, new SampleLayout(2, 2).With([1, 0]), 1)
            .Score([1, 1, 1, 1], [3, 3, 0, 0], [1], [], 1, scores);

        Assert.Equal(2 * Math.Sqrt((0 + 4 + 1 + 1) / 4.0), scores.Score[0], 1e-6);
    }

    [Theory]
    [InlineData(0.01f, 0)]
    [InlineData(100, 1)]
    public void OfAFrameTheLargerOfItsRegionsAndItsOtherPartsCounts(float scale, int regionsCount)
    {
        var shape = new SampleLayout(1, 4, 4);
        float[] frame = [.. Enumerable.Range(0, 16).Select(i => (float)i)];
        ScoreCalibration calibration = Calibration(16) with
        {
            DistanceFactor = 0, CodeFactor = 0, RegionFactor = 2, RegionOffset = 1,
            Regions = new Regions { Exemplars = new float[16], Scales = [scale], LeastContrast = 1 },
        };
        var scores = new BatchScores(1);

        new ScoreFunction(calibration, shape, 1).Score([.. frame, 7], [.. frame.Select(v => v + 1), 7], [1], [], 1, scores);

        // In units of its own contrast a frame is as far from an empty one as it has pixels, squared; and with half of it half as far.
        Assert.Equal((2 * 4 * scale * (scale > 1 ? 0.5 : 1)) + 1, scores.Regions[0], 1e-3 * scale);
        Assert.Equal(2, scores.Residual[0], 1e-5);
        Assert.Equal(regionsCount == 1 ? scores.Regions[0] : scores.Residual[0], scores.Score[0]);
    }

    /// <summary>A lamp that makes the whole frame strange is usual when half an hour of it was seen; what comes then is told.</summary>
    [Fact]
    public void WhatTheWholeFrameHasForLongIsWhatItIsMeasuredBy()
    {
        var shape = new SampleLayout(1, 4, 4);
        float[] frame = [.. Enumerable.Range(0, 16).Select(i => (float)i)];
        ScoreCalibration calibration = Calibration(16) with
        {
            DistanceFactor = 0, CodeFactor = 0, RegionFactor = 2, RegionOffset = 1,
            Regions = new Regions { Exemplars = new float[16], Scales = [0], LeastContrast = 1 },
        };
        var function = new ScoreFunction(calibration, shape, 1);
        var scores = new BatchScores(1);
        var memory = new RegionMemory(isKept: true);
        var batch = new Batch(1, 16);
        float Scored(int minute, float error)
        {
            batch.Clear();
            batch.Add(default, minute, 0, 60_000L * minute, []);
            memory.Begin(batch, scores);
            function.Score(frame, [.. frame.Select(v => v + error)], [1], [], 1, scores, memory);
            return scores.Score[0];
        }

        for (int minute = 0; minute < 60; minute++)
        {
            Assert.Equal(2, Scored(minute, 1), 1e-5);
        }

        Assert.Equal(40, Scored(60, 20), 1e-4); // 2 times the error
        for (int minute = 61; minute < 95; minute++)
        {
            Scored(minute, 20);
        }

        Assert.Equal(4, Scored(95, 20), 1e-4); // 1.5 * 2 + 1: more than is usual, and no alarm
        Assert.Equal(4, scores.Residual[0], 1e-4);
        Assert.Equal(8, Scored(95, 40), 1e-4);
    }

    private static double[] Shares(ScoreCalibration calibration, float[] row, BatchScores scores) =>
        new ScoreFunction(calibration, new SampleLayout(row.Length), 1).Shares(row, row, null, scores, 0);

    private static BatchScores Parts(float residual, float distance)
    {
        var scores = new BatchScores(1);
        (scores.Residual[0], scores.Distance[0]) = (residual, distance);
        return scores;
    }

    private static BatchScores ScoreSequence(ScoreCalibration calibration, float[] row, float[] made)
    {
        var scores = new BatchScores(1);
        new ScoreFunction(calibration, new SampleLayout(row.Length, 1), 1).Score(row, made, [1], [], 1, scores);
        return scores;
    }

    private static ScoreCalibration Calibration(int width) => new()
    {
        ResidualFactor = 2,
        DistanceFactor = 0.25,
        CodeFactor = 0.5,
        Features = new Whitening { Mean = new float[width],
            Map = [.. Enumerable.Range(0, width * width).Select(i => i / width == i % width ? 2f : 0)] },
        Codes = new Whitening { Mean = [1], Map = [3] },
    };

    private static BatchScores Score(
        ScoreCalibration calibration, float[] features, float[] reconstruction, float[] code, params float[] own)
    {
        var scores = new BatchScores(1);
        new ScoreFunction(calibration, new SampleLayout(features.Length), 1).Score(features, reconstruction, code, own, 1, scores);
        return scores;
    }
}
