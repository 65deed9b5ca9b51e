using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Models.Training;

namespace Detector.Models.Tests.Training;

public class SampleSplitTests
{
    [Fact]
    public void EveryVectorIsInOneOfTheTwo()
    {
        (int[] training, int[] held) = SampleSplit.Divide(SampleSet.Vectors(Sample.Rows(100, 2)), 0.2, seed: 3);

        Assert.Equal(20, held.Length);
        Assert.Equal(Enumerable.Range(0, 100), training.Concat(held).Order());
        Assert.Equal(training.Order(), training);
    }

    [Theory]
    [InlineData(1000, 16, 0.2)]
    [InlineData(5000, 3, 0.1)]
    [InlineData(400, 32, 0.2)]
    [InlineData(9000, 4, 0.01)]
    [InlineData(80, 2, 0.5)]
    public void NoRowIsInATrainingSequenceAndInAHeldOutOne(int rows, int steps, double share)
    {
        var set = SampleSet.Sequences(Sample.Rows(rows, 1), steps, [0, rows / 3, rows / 3 * 2]);

        (int[] training, int[] held) = SampleSplit.Divide(set, share, seed: 3);

        HashSet<int> Rows(int[] places) =>
            [.. places.SelectMany(place => Enumerable.Range(set.First(place), place - set.First(place) + 1))];
        Assert.Empty(Rows(training).Intersect(Rows(held)));
        Assert.InRange(held.Length / (double)rows, 0.5 * share, 1.5 * share);

        // What is lost is at most the length of a sequence at each edge of a held-out block, of which there are at most 25.
        Assert.InRange(training.Length + held.Length, rows - (2 * 25 * (steps - 1)), rows);
        Assert.True(training.Length > rows * (1 - share) * 0.5);
    }

    [Fact]
    public void AnotherSeedHoldsOutOthers()
    {
        var set = SampleSet.Sequences(Sample.Rows(1000, 1), 4, [0]);

        Assert.Equal(SampleSplit.Divide(set, 0.2, 1).HeldOut, SampleSplit.Divide(set, 0.2, 1).HeldOut);
        Assert.NotEqual(SampleSplit.Divide(set, 0.2, 1).HeldOut, SampleSplit.Divide(set, 0.2, 2).HeldOut);
    }

    [Theory]
    [InlineData(1000, 1)]
    [InlineData(1001, 16)]
    [InlineData(20, 1)]
    public void HalvesAreStretchesOfTimeThatShareNoRow(int rows, int steps)
    {
        var set = steps == 1 ? SampleSet.Vectors(Sample.Rows(rows, 1)) : SampleSet.Sequences(Sample.Rows(rows, 1), steps, [0]);

        (int[] Fitted, int[] Measured)[] halves = [.. SampleSplit.Halves(set)];

        Assert.Equal((2, halves[0].Fitted, halves[0].Measured), (halves.Length, halves[1].Measured, halves[1].Fitted));
        Assert.Equal(Enumerable.Range(0, rows / 2), halves[0].Fitted);
        Assert.Equal(Enumerable.Range((rows / 2) + steps - 1, rows - (rows / 2) - steps + 1), halves[0].Measured);
    }

    [Theory]
    [InlineData(19, 1)]
    [InlineData(100, 45)]
    public void WhatIsTooFewHasNoHalves(int rows, int steps) =>
        Assert.Empty(SampleSplit.Halves(
            steps == 1 ? SampleSet.Vectors(Sample.Rows(rows, 1)) : SampleSet.Sequences(Sample.Rows(rows, 1), steps, [0])));

    [Fact]
    public void TooFewRowsForTheirStepsAreOneClearError()
    {
        RowSet rows = Sample.Rows(100, 1);

        string message = Assert.Throws<TrainingException>(() => SampleSplit.Divide(SampleSet.Sequences(rows, 64, [0]), 0.2, 1)).Message;

        Assert.Contains("100 usable rows, too few to train on sequences of 64 steps", message);
        Assert.Contains("640 would do", message);
        SampleSplit.Divide(SampleSet.Sequences(Sample.Rows(640, 1), 64, [0]), 0.2, 1);
    }
}
