using Prometheus;

namespace Compat.Tests.PrometheusNet;

public sealed class BucketTests
{
    [Fact]
    public void Series_of_bounds_are_exact_in_decimal()
    {
        Assert.Equal([0.1, 0.2, 0.3, 0.4], Histogram.LinearBuckets(0.1, 0.1, 4));
        Assert.Equal([0.001, 0.01, 0.1, 1, 10], Histogram.ExponentialBuckets(0.001, 10, 5));
        Assert.Equal([0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10], Histogram.PowersOfTenDividedBuckets(-1, 1, 4));
        Assert.Equal([0.5, 1, 1.5, 2, 2.5], Histogram.PowersOfTenDividedBuckets(0, 1, 20).Take(5));
        Assert.Equal([9.5, 10, 15, 20], Histogram.PowersOfTenDividedBuckets(0, 2, 20).Skip(18).Take(4));
    }

    [Fact]
    public void Bad_series_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Histogram.LinearBuckets(1, 1, 0));
        Assert.Throws<ArgumentException>(() => Histogram.ExponentialBuckets(0, 2, 3));
        Assert.Throws<ArgumentException>(() => Histogram.ExponentialBuckets(1, 1, 3));
        Assert.Throws<ArgumentException>(() => Histogram.ExponentialBuckets(1, 2, 0));
        Assert.Throws<ArgumentException>(() => Histogram.PowersOfTenDividedBuckets(1, 1, 3));
    }

    [Theory]
    [InlineData]
    [InlineData(1.0, 1.0)]
    [InlineData(2.0, 1.0)]
    public void Bounds_must_be_there_and_increase(params double[] bounds) => Assert.Throws<ArgumentException>(
        () => Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()).CreateHistogram("h", "h", new HistogramConfiguration { Buckets = bounds }));

    /// <summary>Against a count of the values themselves, at, beside and beyond every bound.</summary>
    [Fact]
    public async Task Each_value_is_counted_by_all_bounds_that_it_does_not_exceed()
    {
        double[] bounds = [-1, 0, 0.5, 10];
        double[] values =
        [
            .. bounds, .. bounds.Select(Math.BitIncrement), .. bounds.Select(Math.BitDecrement),
            double.NegativeInfinity, double.MaxValue, double.PositiveInfinity,
        ];
        var registry = Metrics.NewCustomRegistry();
        var histogram = Metrics.WithCustomRegistry(registry).CreateHistogram("h", "h", new HistogramConfiguration { Buckets = bounds });
        foreach (var value in values)
        {
            histogram.Observe(value);
        }

        var text = await registry.ExportAsync();

        foreach (var (bound, shown) in bounds.Append(double.PositiveInfinity).Zip(["-1", "0", "0.5", "10", "+Inf"]))
        {
            Assert.Contains($"h_bucket{{le=\"{shown}\"}} {values.Count(value => value <= bound)}\n", text, StringComparison.Ordinal);
        }
    }
}
