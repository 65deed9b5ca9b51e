using Detector.Core.Scoring;

namespace Detector.Core.Tests.Scoring;

public class WhitenedDistanceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(30)]
    [InlineData(33)]
    [InlineData(70)]
    public void CoordinatesAreTheMapOfWhatARowIsFromTheMean(int width)
    {
        var random = new Random(width);
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
        var whitening = new Whitening { Mean = Numbers(width), Map = Numbers(width * width) };
        var distance = new WhitenedDistance(whitening);
        float[] row = Numbers(width);

        double[] expected = Coordinates(whitening, row);
        Assert.Equal(Math.Sqrt(expected.Sum(u => u * u)), distance.Of(row), 1e-4);
        Assert.Equal(expected, distance.Coordinates.ToArray().Select(u => (double)u), (a, b) => Math.Abs(a - b) < 1e-4);

        // What is absent is where the mean is.
        float[] cut = [.. row.Select((x, i) => i % 3 == 1 ? float.NaN : x)];
        double[] lacking = Coordinates(whitening, [.. row.Select((x, i) => i % 3 == 1 ? whitening.Mean[i] : x)]);
        Assert.Equal(Math.Sqrt(lacking.Sum(u => u * u)), new WhitenedDistance(whitening, mayLack: true).Of(cut), 1e-4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void ARowsDistanceIsTheSameWhateverIsBesideIt(int count)
    {
        var random = new Random(count);
        float[] Numbers(int numbers) => [.. Enumerable.Range(0, numbers).Select(_ => random.NextSingle())];
        var distance = new WhitenedDistance(new Whitening { Mean = Numbers(21), Map = Numbers(21 * 21) });
        float[] rows = Numbers(count * 21);
        rows[0] = float.NaN;
        float[] together = new float[count];

        distance.Of(rows, together);

        Assert.Equal([.. Enumerable.Range(0, count).Select(row => distance.Of(rows.AsSpan(row * 21, 21)))], together);
        Assert.All(together.Skip(1), value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e30f)]
    public void ARowThatIsNowhereHasNoFiniteDistance(float coordinate) =>
        Assert.False(float.IsFinite(new WhitenedDistance(new Whitening { Mean = [0, 0], Map = [1, 0.5f, 0.5f, 1] }).Of([0, coordinate])));

    private static double[] Coordinates(Whitening whitening, float[] row) => [.. Enumerable.Range(0, row.Length).Select(line =>
        row.Select((x, i) => (double)whitening.Map[(line * row.Length) + i] * (x - whitening.Mean[i])).Sum())];
}
