using Detector.Core.Scoring;

namespace Detector.Core.Tests.Scoring;

public class NearestCodesTests
{
    [Theory]
    [InlineData(1, 1, 5)]
    [InlineData(3, 2, 5)]
    [InlineData(8, 7, 5)]
    [InlineData(9, 7, 1)]
    [InlineData(2000, 7, 5)]
    [InlineData(501, 25, 40)]
    public void TheMeanDistanceIsThatOfASortOverAll(int count, int width, int neighbours)
    {
        var random = new Random(7);
        float[] references = Values(random, count * width);
        var nearest = new NearestCodes(references, width, neighbours);

        for (int trial = 0; trial < 20; trial++)
        {
            float[] code = Values(random, width);
            double expected = references.Chunk(width)
                .Select(r => Math.Sqrt(r.Zip(code, (a, b) => (double)(a - b) * (a - b)).Sum()))
                .Order().Take(neighbours).Average();

            Assert.Equal(expected, nearest.MeanDistance(code), 1e-5 * expected);
        }
    }

    [Fact]
    public void EqualReferencesAreEachCounted()
    {
        var nearest = new NearestCodes([0, 0, 0, 3], 1, 3);

        Assert.Equal(1, nearest.MeanDistance([1]), 1e-6);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(1e30f)]
    public void ACodeThatIsNowhereIsInfinitelyFar(float coordinate)
    {
        foreach (int neighbours in new[] { 2, 20 })
        {
            var nearest = new NearestCodes(Values(new Random(1), 60), 2, neighbours);

            Assert.Equal(float.PositiveInfinity, nearest.MeanDistance([0, coordinate]));
        }
    }

    private static float[] Values(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 4) - 2))];
}
