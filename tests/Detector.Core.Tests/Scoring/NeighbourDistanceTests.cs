using Detector.Core.Scoring;

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
