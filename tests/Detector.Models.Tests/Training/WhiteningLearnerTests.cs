using Detector.Core.Scoring;
using Detector.Models.Training;

namespace Detector.Models.Tests.Training;

public class WhiteningLearnerTests
{
    [Fact]
    public void OneColumnIsItsDistanceInDeviations()
    {
        // Mean 3, sample variance 2.5.
        Whitening whitening = Learn([1, 2, 3, 4, 5], 1, shrinkage: 0.5, standardise: false);

        Assert.Equal(2 / Math.Sqrt(2.5), new WhitenedDistance(whitening).Of([5]), 1e-6);
    }

    [Theory]
    [InlineData(2, 0.0, false)]
    [InlineData(7, 0.5, false)]
    [InlineData(30, 0.5, false)]
    [InlineData(33, 0.1, true)]
    [InlineData(70, 0.5, false)]
    public void TheDistanceIsMahalanobis(int width, double shrinkage, bool standardise)
    {
        var random = new Random(width);
        float[] rows = Correlated(random, 500, width);
        var distance = new WhitenedDistance(Learn(rows, width, shrinkage, standardise));
        (double[] mean, double[,] covariance) = Shrunk(rows, width, shrinkage, standardise, out double[] scale);

        for (int trial = 0; trial < 10; trial++)
        {
            float[] row = Correlated(random, 1, width);
            double[] z = [.. row.Select((x, i) => (x - mean[i]) * scale[i])];
            double expected = Math.Sqrt(z.Zip(Solve(covariance, z), (a, b) => a * b).Sum());

            Assert.Equal(expected, distance.Of(row), 2e-4 * expected);
            Assert.Equal(expected * expected, distance.Coordinates.ToArray().Sum(u => (double)u * u), 1e-3 * expected * expected);
        }
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    public void SquaresAreColumnsOfTheirOwn(double shrinkage)
    {
        // The last two columns: one with two values, whose squares say nothing new, and a constant.
        const int Width = 6;
        var random = new Random(4);
        float[] Row(int i) => [.. Correlated(random, 1, 4), i % 2, 3];
        float[] rows = [.. Enumerable.Range(0, 400).SelectMany(Row)];
        double[] mean = [.. Enumerable.Range(0, Width).Select(column => rows.Chunk(Width).Average(row => (double)row[column]))];
        double[] factors = [.. Enumerable.Range(0, Width).Select(column =>
        {
            double Variance(Func<double, double> of) => rows.Chunk(Width).Select(row => of(row[column] - mean[column])).ToArray() is var x
                ? x.Sum(v => (v - x.Average()) * (v - x.Average())) / (x.Length - 1) : 0;
            double variance = Variance(x => x);
            return variance == 0 ? 0 : Math.Sqrt(variance) / Math.Max(Math.Sqrt(Variance(x => x * x)), 0.9 * variance);
        })];
        float[] Expand(float[] row, double[] factors) =>
            [.. row, .. row.Select((x, i) => (float)(factors[i] * (x - mean[i]) * (x - mean[i])))];
        double[] ones = [.. Enumerable.Repeat(1.0, Width)];
        (double[] center, double[,] covariance) = Shrunk([.. rows.Chunk(Width).SelectMany(row => Expand(row, factors))],
            2 * Width, shrinkage, false, out _);
        var distance = new WhitenedDistance(new WhiteningLearner(shrinkage, standardise: false, squares: true).Learn(rows, Width));

        for (int trial = 0; trial < 5; trial++)
        {
            float[] row = Row(trial);
            row[trial] += trial;
            double[] z = [.. Expand(row, factors).Zip(center, (x, m) => x - m)];
            Assert.Equal(Math.Sqrt(z.Zip(Solve(covariance, z), (a, b) => a * b).Sum()), distance.Of(Expand(row, ones)), 2e-3);
        }
    }

    [Fact]
    public void TheMapIsSymmetricSoThatACoordinateBelongsToItsColumn()
    {
        Whitening whitening = Learn(Correlated(new Random(1), 300, 6), 6, 0.5, standardise: false);
        for (int i = 0; i < 36; i++)
        {
            Assert.Equal(whitening.Map[i], whitening.Map[(i % 6 * 6) + (i / 6)], 1e-5f);
        }

        var distance = new WhitenedDistance(whitening);
        for (int column = 0; column < 6; column++)
        {
            float[] row = [.. whitening.Mean];
            row[column] += 50;
            distance.Of(row);

            Assert.Equal(column, distance.Coordinates.ToArray().Select(Math.Abs).Index().MaxBy(u => u.Item).Index);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RowsThatDoNotVaryAreComparedInTheirOwnUnits(bool standardise) =>
        Assert.Equal(5, new WhitenedDistance(Learn([1, 2, 1, 2, 1, 2], 2, 0.5, standardise)).Of([4, 6]), 1e-5);

    [Fact]
    public void FewerRowsThanColumnsStillGiveADistance()
    {
        Whitening whitening = Learn(Correlated(new Random(2), 5, 20), 20, 0.5, standardise: false);

        Assert.All(whitening.Map, value => Assert.True(float.IsFinite(value)));
        Assert.True(new WhitenedDistance(whitening).Of(Correlated(new Random(3), 1, 20)) > 0);
    }

    [Fact]
    public void EachPairOfColumnsIsJudgedByTheRowsThatHaveBoth()
    {
        // Column a: 1, 3, 5, mean 3, variance 4. Column b: 2, 2, 8, mean 4, variance 12. Both in (1, 2) and (5, 8): (-2)(-2) + (2)(4) =
        // 12.
        float none = float.NaN;
        var distance = new WhitenedDistance(Learn([1, 2, 3, none, none, 2, 5, 8], 2, shrinkage: 0.5, standardise: false));

        // (4 12; 12 12) has the mean variance 8 and the eigenvalues 8 ± sqrt(160), of which the lesser, below nothing, counts as 0.
        double larger = 8 + Math.Sqrt(160);
        double angle = Math.Atan2(larger - 4, 12);
        float[] along = [3 + (float)(5 * Math.Cos(angle)), 4 + (float)(5 * Math.Sin(angle))];
        float[] across = [3 - (float)(5 * Math.Sin(angle)), 4 + (float)(5 * Math.Cos(angle))];
        Assert.Equal(5 / Math.Sqrt((larger + 8) / 2), distance.Of(along), 1e-5);
        Assert.Equal(5 / Math.Sqrt(4), distance.Of(across), 1e-5);
    }

    [Fact]
    public void ColumnsFarFromZeroKeepTheirSpread()
    {
        // Mean 2^24 + 6, variance 80 / 3.
        float[] rows = [.. new[] { 0, 4, 8, 12 }.Select(x => 16_777_216f + x)];

        Assert.Equal(6 / Math.Sqrt(80.0 / 3), new WhitenedDistance(Learn(rows, 1, 0.5, standardise: false)).Of([16_777_216f]), 1e-5);
    }

    [Fact]
    public void ARowThatIsNowhereIsLeftOut()
    {
        Whitening without = Learn([1, 2, 4, 3, 2, 2], 2, 0.5, standardise: false);

        Assert.Equal(without.Map, Learn([1, 2, float.PositiveInfinity, float.NaN, 4, 3, 2, 2], 2, 0.5, standardise: false).Map);
    }

    [Fact]
    public void AnImagesPixelsAreNotTooMany()
    {
        const int Width = 784;
        var random = new Random(3);
        float[] rows = [.. Enumerable.Range(0, 3000 * Width).Select(_ => random.NextSingle())];
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Whitening whitening = Learn(rows, Width, 0.5, standardise: false);

        // Less than a second of a free core; a method whose cost is another power of the width would take minutes.
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 30);
        Assert.Equal(Math.Sqrt(12), Enumerable.Range(0, Width).Average(i => whitening.Map[i * (Width + 1)]), 0.2);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e30f)]
    public void ARowThatIsNowhereHasNoFiniteDistance(float coordinate) =>
        Assert.False(float.IsFinite(new WhitenedDistance(Learn([1, 2, 4, 3], 2, 0.5, standardise: false)).Of([0, coordinate])));

    private static Whitening Learn(float[] rows, int width, double shrinkage, bool standardise) =>
        new WhiteningLearner(shrinkage, standardise).Learn(rows, width);

    private static float[] Correlated(Random random, int count, int width)
    {
        float[] rows = new float[count * width];
        for (int row = 0; row < count; row++)
        {
            double common = random.NextDouble();
            for (int i = 0; i < width; i++)
            {
                rows[(row * width) + i] = (float)(i + (common * (i % 3)) + (random.NextDouble() * (1 + (i % 5))));
            }
        }

        return rows;
    }

    private static (double[] Mean, double[,] Covariance) Shrunk(
        float[] rows, int width, double shrinkage, bool standardise, out double[] scale)
    {
        float[][] lines = [.. rows.Chunk(width)];
        double[] mean = [.. Enumerable.Range(0, width).Select(i => lines.Average(l => (double)l[i]))];
        double Raw(int i, int j) => lines.Sum(l => (l[i] - mean[i]) * (l[j] - mean[j])) / (lines.Length - 1);
        double[] factors = [.. Enumerable.Range(0, width).Select(i => standardise ? 1 / Math.Sqrt(Raw(i, i)) : 1)];
        double trace = Enumerable.Range(0, width).Sum(i => Raw(i, i) * factors[i] * factors[i]);
        var covariance = new double[width, width];
        for (int i = 0; i < width; i++)
        {
            for (int j = 0; j < width; j++)
            {
                covariance[i, j] = ((1 - shrinkage) * Raw(i, j) * factors[i] * factors[j]) + (i == j ? shrinkage * trace / width : 0);
            }
        }

        scale = factors;
        return (mean, covariance);
    }

    // Gauss elimination.
    private static double[] Solve(double[,] matrix, double[] right)
    {
        int n = right.Length;
        var a = (double[,])matrix.Clone();
        double[] b = [.. right];
        for (int k = 0; k < n; k++)
        {
            for (int i = k + 1; i < n; i++)
            {
                double factor = a[i, k] / a[k, k];
                for (int j = k; j < n; j++)
                {
                    a[i, j] -= factor * a[k, j];
                }

                b[i] -= factor * b[k];
            }
        }

        for (int k = n - 1; k >= 0; k--)
        {
            for (int j = k + 1; j < n; j++)
            {
                b[k] -= a[k, j] * b[j];
            }

            b[k] /= a[k, k];
        }

        return b;
    }
}
