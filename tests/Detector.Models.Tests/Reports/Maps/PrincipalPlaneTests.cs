using Detector.Models.Reports.Maps;

namespace Detector.Models.Tests.Reports.Maps;

public class PrincipalPlaneTests
{
    [Theory]
    [InlineData(200, 12)]
    [InlineData(9, 40)]
    public void NoOtherPlaneHoldsMoreOfAPlantedOne(int n, int width)
    {
        var random = new Random(3);
        double[] first = Direction(random, width, []);
        double[] second = Direction(random, width, first);
        (double[] a, double[] b) = ([.. Enumerable.Range(0, n).Select(i => Math.Cos(2.4 * i) * 10)],
            [.. Enumerable.Range(0, n).Select(i => Math.Sin(2.4 * i) * 4)]);
        float[] points = [.. from i in Enumerable.Range(0, n) from k in Enumerable.Range(0,
            width) select (float)(7 + (a[i] * first[k]) + (b[i] * second[k]))];

        PrincipalPlane plane = PrincipalPlane.Of(points, width);

        Assert.Equal(1, plane.First + plane.Second, 1e-6);
        Assert.True(plane.First > plane.Second);
        for (int i = 1; i < n; i++)
        {
            // All distances are those of the planted plane.
            Assert.Equal(Math.Pow(a[i] - a[0], 2) + Math.Pow(b[i] - b[0], 2),
                Math.Pow(plane.Points.X[i] - plane.Points.X[0], 2) + Math.Pow(plane.Points.Y[i] - plane.Points.Y[0], 2), 1e-3);
        }

        Assert.Equal(plane.First / plane.Second, plane.Points.X.Sum(x => x * x) / plane.Points.Y.Sum(y => y * y),
            1e-6 * plane.First / plane.Second);
        Assert.Equal(0, plane.Points.X.Sum(), 1e-4);
    }

    [Fact]
    public void ALineHasNoSecondDirection()
    {
        PrincipalPlane plane = PrincipalPlane.Of([1, 5, 2, 8], 1);

        Assert.Equal((1.0, 0.0), (plane.First, plane.Second));
        Assert.Equal([-3, 1, -2, 4], plane.Points.X.Select(x => Math.Round(x)));
        Assert.All(plane.Points.Y, y => Assert.Equal(0, y));
    }

    private static double[] Direction(Random random, int width, double[] other)
    {
        double[] direction = [.. Enumerable.Range(0, width).Select(_ => random.NextDouble() - 0.5)];
        if (other.Length > 0)
        {
            double along = direction.Zip(other, (a, b) => a * b).Sum();
            direction = [.. direction.Zip(other, (a, b) => a - (along * b))];
        }

        double length = Math.Sqrt(direction.Sum(d => d * d));
        return [.. direction.Select(d => d / length)];
    }
}
