using Detector.Core.Scoring;
using Detector.TestKit;

namespace Detector.Core.Tests.Scoring;

public class NeighbourDistanceTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 3, 1)]
    [InlineData(2, 64, 30)]
    [InlineData(3, 7, 5)]
    [InlineData(10, 65, 9)]
    [InlineData(16, 64, 30)]
    [InlineData(17, 4, 3)]
    [InlineData(125, 16, 8)]
    public void ItIsTheMeanOverGroupsOfTheNearestRowsDistance(int groups, int rows, int width)
    {
        Neighbours neighbours = Random(groups, rows, width);
        float[] samples = Numbers(11 * width, 2);

        float[] distances = new float[11];
        float[] nearest = new float[11 * groups];
        var distance = new NeighbourDistance(neighbours);
        distance.Of(samples, distances);
        distance.Nearest(samples, nearest);

        for (int i = 0; i < 11; i++)
        {
            float[] sample = samples[(i * width)..((i + 1) * width)];
            double[] expected = [.. Enumerable.Range(0, groups).Select(
                group => Enumerable.Range(0, rows).Min(row => Distance(neighbours, (group * rows) + row, sample)))];
            Assert.Equal(expected, nearest[(i * groups)..((i + 1) * groups)].Select(x => (double)x),
                (a, b) => Math.Abs(a - b) < 1e-5 * Math.Max(1, a));
            Assert.Equal(expected.Average(), distances[i], 1e-5 * Math.Max(1, expected.Average()));
        }
    }

    [Fact]
    public void ARowsDistanceHasTheSameBitsAloneAndAmongOthers()
    {
        var distance = new NeighbourDistance(Random(16, 64, 30));
        float[] rows = Numbers(50 * 30, 3);
        float[] together = new float[50];
        distance.Of(rows, together);

        float[] alone = new float[50];
        for (int i = 49; i >= 0; i--)
        {
            distance.Of(rows.AsSpan(i * 30, 30), alone.AsSpan(i, 1));
        }

        Assert.Equal(together, alone);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(30)]
    public void ThePartsAddUpToIt(int width)
    {
        var distance = new NeighbourDistance(Random(16, 20, width));
        float[] row = Numbers(width, 4);
        float[] whole = new float[1];
        distance.Of(row, whole);

        double[] parts = distance.Parts(row);

        Assert.Equal(whole[0], parts.Sum(), 1e-5);
        Assert.All(parts, part => Assert.InRange(part, 0, whole[0]));
    }

    [Fact]
    public void ARowThatIsOneOfThemInEveryGroupIsAtNoDistanceAndHasNoParts()
    {
        var distance = new NeighbourDistance(new Neighbours { Rows = [1, 2, 5, 5, 1, 2, 7, 7], Groups = 2, Width = 2 });
        float[] whole = [9];
        distance.Of([1, 2], whole);
        Assert.Equal(0, whole[0]);
        Assert.Equal([0, 0], distance.Parts([1, 2]));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e30f)]
    public void WhatIsNotFiniteSpoilsItsOwnRowOnly(float number)
    {
        var distance = new NeighbourDistance(Random(16, 20, 3));
        float[] rows = [1, 2, 3, 1, number, 3, 1, 2, 3];
        float[] distances = new float[3];
        distance.Of(rows, distances);

        Assert.False(float.IsFinite(distances[1]));
        Assert.Equal(distances[0], distances[2]);
        Assert.Equal([true, number == 1e30f, true], distance.Parts(rows[3..6]).Select(double.IsFinite));
        Assert.True(float.IsFinite(distances[0]));
    }

    // Heavy tails, constant columns, ties and numbers far beyond the usual range: rounding to whole numbers tells these rows apart badly.
    [Theory]
    [InlineData(1, 20)]
    [InlineData(1e-4f, 20)]
    [InlineData(1e-4f, 0)]
    [InlineData(1, 5000)]
    [InlineData(0, 0)]
    public void TheNearestIsFoundHoweverRowsAreSpread(float spread, float far)
    {
        const int Width = 30;
        var random = new Random(7);
        float[] numbers = [.. Enumerable.Range(0, ((16 * 64) + 100) * Width).Select(i =>
            i % Width < 3 ? 1 : i % 101 == 0 ? far * (random.NextSingle() - 0.5f) : spread * (random.NextSingle() - 0.5f))];
        var neighbours = new Neighbours { Rows = numbers[(100 * Width)..], Groups = 16, Width = Width };
        float[] nearest = new float[100 * 16];

        new NeighbourDistance(neighbours).Nearest(numbers.AsSpan(0, 100 * Width), nearest);

        double[] expected = [.. Enumerable.Range(0, 1600).Select(i => Enumerable.Range(0, 64).Min(row =>
            Distance(neighbours, (i % 16 * 64) + row, numbers[(i / 16 * Width)..((i / 16 * Width) + Width)])))];
        Assert.Equal(expected, nearest.Select(x => (double)x), (a, b) => Math.Abs(a - b) <= 1e-5 * Math.Max(1e-5, a));
    }

    [Fact]
    public void FewAreLeftToBeMeasured()
    {
        Neighbours neighbours = Random(16, 64, 30);
        var screen = new NearestScreen(neighbours);
        float[] rows = new float[4 * screen.Width];
        int left = 0;
        for (int block = 0; block < 25; block++)
        {
            for (int row = 0; row < 4; row++)
            {
                Numbers(30, 100 + (4 * block) + row).CopyTo(rows, row * screen.Width);
            }

            screen.Measure(rows);
            left += Enumerable.Range(0, 4).Sum(row => screen.Candidates(row).Length);
        }

        Assert.InRange(left / 100.0, 16, 32); // of 1,024
    }

    [Fact]
    public void NothingIsAllocatedForARow()
    {
        var distance = new NeighbourDistance(Random(16, 64, 30));
        float[] rows = Numbers(256 * 30, 3);
        float[] distances = new float[256];

        Assert.Equal(0, Allocation.Least(() => distance.Of(rows, distances)));
    }

    private static double Distance(Neighbours neighbours, int row, float[] sample) =>
        Math.Sqrt(sample.Select((x, i) => Math.Pow((double)x - neighbours.Rows[(row * neighbours.Width) + i], 2)).Sum());

    private static Neighbours Random(int groups, int rows, int width) =>
        new() { Rows = Numbers(groups * rows * width, 1), Groups = groups, Width = width };

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (4 * random.NextSingle()) - 2)];
    }
}
