using Prometheus;

namespace Compat.Tests.PrometheusNet;

/// <summary>Where the stand-in keeps to the formats, and the genuine package does not.</summary>
public sealed class StricterTests
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();

    public StricterTests() => Assert.SkipUnless(StandIn.Present, "built with the genuine package");

    private MetricFactory Factory => Metrics.WithCustomRegistry(_registry);

    [Fact]
    public async Task Help_is_escaped_as_each_format_wants()
    {
        Factory.CreateGauge("g", "back\\slash \"quoted\"\nsecond line");

        Assert.StartsWith("# HELP g back\\\\slash \"quoted\"\\nsecond line\n# TYPE", await _registry.ExportAsync(), StringComparison.Ordinal);
        Assert.StartsWith(
            "# HELP g back\\\\slash \\\"quoted\\\"\\nsecond line\n# TYPE",
            await _registry.ExportAsync(ExpositionFormat.OpenMetricsText),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public async Task Infinities_are_short_in_both_formats(double value, string expected)
    {
        Factory.CreateGauge("g", "h").Set(value);

        Assert.EndsWith($"\ng {expected}\n", await _registry.ExportAsync(), StringComparison.Ordinal);
        Assert.EndsWith($"\ng {expected}\n# EOF\n", await _registry.ExportAsync(ExpositionFormat.OpenMetricsText), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_may_not_end_with_a_line() => Assert.Throws<ArgumentException>(() => Factory.CreateGauge("a\n", "h"));

    [Fact]
    public void A_bound_may_not_be_NaN() =>
        Assert.Throws<ArgumentException>(() => Factory.CreateHistogram("h", "h", new HistogramConfiguration { Buckets = [double.NaN, 1] }));
}
