using Detector.Core.Scoring;

namespace Detector.Core.Tests.Scoring;

public class WindowErrorsTests
{
    private const int Steps = 9;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 4)]
    [InlineData(8, 2)]
    [InlineData(19, 9)]
    public void TheLargestFadingAverageOfAllMapsCounts(int features, int window)
    {
        var random = new Random(features);
        WindowCalibration calibration = Calibration(random, features, window, 1);
        float[] sequence = Numbers(random, Steps * features);

        Assert.Equal(Expected(calibration, sequence, features), new WindowErrors(calibration, Steps).Of(sequence), 1e-4);
    }

    [Fact]
    public void WindowsWithAbsentRowsHaveNoErrorAndAbsentNumbersAreTheirMean()
    {
        var random = new Random(5);
        WindowCalibration calibration = Calibration(random, 3, 2, 4);
        float[] sequence = Numbers(random, Steps * 3);
        sequence.AsSpan(0, 4 * 3).Fill(float.NaN);
        sequence[(6 * 3) + 1] = float.NaN;

        Assert.Equal(Expected(calibration, sequence, 3), new WindowErrors(calibration, Steps).Of(sequence), 1e-4);
        Assert.Equal(0, new WindowErrors(calibration, Steps).Of([.. sequence.Select(_ => float.NaN)]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void PartsAddUpToTheWhole(int features)
    {
        var random = new Random(features);
        var errors = new WindowErrors(Calibration(random, features, 3, 2), Steps);
        float[] sequence = Numbers(random, Steps * features);

        double[] parts = errors.Parts(sequence, new float[sequence.Length]);

        Assert.All(parts, part => Assert.True(part >= 0));
        Assert.Equal(errors.Of(sequence), parts.Sum(), 1e-6);
    }

    [Fact]
    public void ALoneOutlierIsNamedWithItsRow()
    {
        // A map that gives a row itself: nothing but the outlier differs from the mean.
        var errors = new WindowErrors(new WindowCalibration { Mean = [2, -1], Maps = [[1, 0, 0, 1]] }, Steps);
        float[] sequence = [.. Enumerable.Repeat(new[] { 2f, -1f }, Steps).SelectMany(row => row)];
        sequence[(5 * 2) + 1] = 9;

        double[] parts = errors.Parts(sequence, [.. Enumerable.Repeat(new[] { 2f, -1f }, Steps).SelectMany(row => row)]);

        Assert.Equal((5 * 2) + 1, Array.IndexOf(parts, parts.Max()));
        Assert.Equal(parts.Max(), parts.Sum(), 1e-9);
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e38f)]
    public void ASequenceThatIsNowhereHasNoFiniteError(float value)
    {
        float[] sequence = new float[Steps * 2];
        sequence[^1] = value;

        Assert.False(new WindowErrors(Calibration(new Random(1), 2, 2, 2), Steps).Of(sequence) < 1e30);
    }

    [Fact]
    public void WhatIsNowhereForTheShortWindowIsSoThoughTheLongOneHasNoRoomForIt()
    {
        float[] sequence = new float[Steps * 2];
        (sequence[0], sequence[1]) = (float.PositiveInfinity, float.NegativeInfinity);
        sequence.AsSpan(2, 2).Fill(float.NaN); // the row after it is absent
        var calibration = new WindowCalibration { Mean = [0, 0], Maps = [[1, 1, 1, 1], Numbers(new Random(1), 3 * 2 * 2)] };

        Assert.Equal(double.NaN, new WindowErrors(calibration, Steps).Of(sequence));
    }

    // Two maps, of a short and of a longer window.
    private static WindowCalibration Calibration(Random random, int features, int first, int second) => new()
    {
        Mean = Numbers(random, features),
        Maps = [Numbers(random, first * features * features), Numbers(random, second * features * features)],
    };

    private static double Expected(WindowCalibration calibration, float[] sequence, int features)
    {
        double X(int step, int i)
        {
            float value = sequence[(step * features) + i];
            return float.IsNaN(value) ? 0 : value - calibration.Mean[i];
        }

        double Error(float[] map, int step)
        {
            int window = map.Length / features / features;
            return Math.Sqrt(Enumerable.Range(0, features).Average(j =>
                Math.Pow(Enumerable.Range(0, window * features)
                    .Sum(i => X(step - window + 1 + (i / features), i % features) * map[(i * features) + j]), 2)));
        }

        return calibration.Maps.Max(map => new[] { 0.5, 0.1 }.Max(fading =>
        {
            int first = (map.Length / features / features) - 1;
            var steps = Enumerable.Range(first, Steps - first)
                .Where(step => Enumerable.Range(step - first, first + 1)
                .All(row => Enumerable.Range(0, features).Any(i => !float.IsNaN(sequence[(row * features) + i]))))
                .Select(step => (Weight: Math.Pow(1 - fading, Steps - 1 - step), Error: Error(map, step))).ToList();
            return steps.Count == 0 ? 0 : steps.Sum(s => s.Weight * s.Error) / steps.Sum(s => s.Weight);
        }));
    }

    private static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
}
