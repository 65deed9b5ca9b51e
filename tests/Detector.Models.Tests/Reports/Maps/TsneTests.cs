using System.Diagnostics;
using Detector.Models.Reports.Maps;

namespace Detector.Models.Tests.Reports.Maps;

/// <summary>Against the definitions of the paper, written out, and planted clusters that no plane shows apart.</summary>
public class TsneTests(ITestOutputHelper output)
{
    private const int Width = 10;
    private const int Clusters = 10;

    [Theory]
    [InlineData(5)]
    [InlineData(30)]
    public void EveryRowHasThePerplexityAskedFor(double perplexity)
    {
        const int n = 120;
        double[] squares = Squares(Planted(n));

        double[] rows = Affinities.Conditional(squares, n, perplexity);

        for (int i = 0; i < n; i++)
        {
            double[] row = rows[(i * n)..((i + 1) * n)];
            Assert.Equal(0, row[i]);
            Assert.Equal(1, row.Sum(), 1e-9);
            Assert.Equal(perplexity, Math.Pow(2, -row.Where(p => p > 0).Sum(p => p * Math.Log2(p))), 1e-3);

            // Equation 1: the logarithm of a probability falls in proportion to the squared distance.
            (int a, int b, int c) = ((i + 1) % n, (i + 40) % n, (i + 77) % n);
            Assert.Equal(
                (squares[(i * n) + a] - squares[(i * n) + b]) * (Math.Log(row[a]) - Math.Log(row[c])),
                (squares[(i * n) + a] - squares[(i * n) + c]) * (Math.Log(row[a]) - Math.Log(row[b])),
                1e-6 * (1 + (squares[(i * n) + a] * squares[(i * n) + c])));
        }
    }

    [Fact]
    public void PointsInOnePlaceDoNoHarm()
    {
        float[] points = new float[100 * Width];
        PlanePoints same = Map(points);
        points[^1] = 1;
        PlanePoints butOne = Map(points);

        Assert.All([.. same.X, .. same.Y, .. butOne.X, .. butOne.Y], place => Assert.True(double.IsFinite(place)));
    }

    [Fact]
    public void TheGradientIsTheDivergencesSlope()
    {
        const int n = 23;
        var random = new Random(1);
        double[] joint = Affinities.Joint(Squares(Planted(n)), n, 5);
        Assert.Equal(1, joint.Sum(), 1e-9);
        var map = new PlanePoints(n);
        for (int i = 0; i < n; i++)
        {
            (map.X[i], map.Y[i]) = (random.NextDouble(), random.NextDouble());
        }

        var gradient = new PlanePoints(n);
        Tsne.Gradient(joint, map, 1, gradient);

        const double step = 1e-5;
        foreach ((double[] places, double[] slopes) in new[] { (map.X, gradient.X), (map.Y, gradient.Y) })
        {
            for (int i = 0; i < n; i++)
            {
                double at = places[i];
                places[i] = at + step;
                double above = Divergence(joint, map);
                places[i] = at - step;
                double below = Divergence(joint, map);
                places[i] = at;
                Assert.Equal((above - below) / (2 * step), slopes[i], 1e-7);
            }
        }
    }

    [Fact]
    public void NeighboursStayTogetherThatAPlaneMixes()
    {
        const int n = 300;
        float[] points = Planted(n);
        PlanePoints plane = PrincipalPlane.Of(points, Width).Points;
        TimeSpan start = Process.GetCurrentProcess().TotalProcessorTime;

        PlanePoints map = Tsne.Map(points, Width, plane);

        TimeSpan time = Process.GetCurrentProcess().TotalProcessorTime - start;
        double[] joint = Affinities.Joint(Squares(points), n, 30);
        (double kept, double keptByPlane) = (Kept(points, map), Kept(points, plane));
        double divergence = Divergence(joint, map);
        output.WriteLine($"{time.TotalSeconds:F2} s of all processors; "
            + $"divergence {divergence:F3}; neighbours kept {kept:P0}, by the plane {keptByPlane:P0}");
        Assert.InRange(divergence, 0, 1.2);
        Assert.True(kept > 2 * keptByPlane);
        Assert.InRange(
            Enumerable.Range(0, n).Average(i => Nearest(map, i, 10).Average(j => j % Clusters == i % Clusters ? 1.0 : 0)), 0.98, 1);
        Assert.Equal(map.X, Tsne.Map(points, Width, plane).X);
    }

    // Equations 2 and 4.
    private static double Divergence(double[] joint, PlanePoints map)
    {
        int n = map.Count;
        double Near(int i, int j) => 1 / (1 + Math.Pow(map.X[i] - map.X[j], 2) + Math.Pow(map.Y[i] - map.Y[j], 2));
        double all = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                all += i == j ? 0 : Near(i, j);
            }
        }

        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double p = joint[(i * n) + j];
                sum += p > 0 ? p * Math.Log(p / (Near(i, j) / all)) : 0;
            }
        }

        return sum;
    }

    private static double Kept(float[] points, PlanePoints map)
    {
        double[] squares = Squares(points);
        int n = map.Count;
        return Enumerable.Range(0, n).Average(i =>
            Enumerable.Range(0, n).Where(j => j != i).OrderBy(j => squares[(i * n) + j])
                .Take(10).Intersect(Nearest(map, i, 10)).Count() / 10.0);
    }

    private static int[] Nearest(PlanePoints map, int i, int count) =>
        [.. Enumerable.Range(0, map.Count).Where(j => j != i)
            .OrderBy(j => Math.Pow(map.X[i] - map.X[j], 2) + Math.Pow(map.Y[i] - map.Y[j], 2)).Take(count)];

    private static PlanePoints Map(float[] points) => Tsne.Map(points, Width, PrincipalPlane.Of(points, Width).Points);

    // Each cluster lies in a direction of its own.
    private static float[] Planted(int n)
    {
        var random = new Random(2);
        float[] points = new float[n * Width];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < Width; k++)
            {
                points[(i * Width) + k] = (float)((k == i % Clusters ? 5 : 0) + (2 * (random.NextDouble() - 0.5)));
            }
        }

        return points;
    }

    private static double[] Squares(float[] points)
    {
        int n = points.Length / Width;
        return [.. from i in Enumerable.Range(0, n)
                   from j in Enumerable.Range(0, n)
                   select Enumerable.Range(0, Width).Sum(k => Math.Pow(points[(i * Width) + k] - points[(j * Width) + k], 2))];
    }
}
