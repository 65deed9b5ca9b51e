using Prometheus;

namespace Compat.Tests.PrometheusNet;

/// <summary>The exact bytes, as the two formats' specifications have them.</summary>
public sealed class ExpositionTests
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();

    private MetricFactory Factory => Metrics.WithCustomRegistry(_registry);

    [Fact]
    public async Task A_counter_keeps_its_suffix_in_text_and_gives_it_to_the_sample_only_in_OpenMetrics()
    {
        Factory.CreateCounter("events_total", "Events.", "stream").WithLabels("cards").Inc(3);

        Assert.Equal(
            "# HELP events_total Events.\n# TYPE events_total counter\nevents_total{stream=\"cards\"} 3\n",
            await Export(ExpositionFormat.PrometheusText));
        Assert.Equal(
            "# HELP events Events.\n# TYPE events counter\nevents_total{stream=\"cards\"} 3.0\n# EOF\n",
            await Export(ExpositionFormat.OpenMetricsText));
    }

    [Fact]
    public async Task A_counter_without_the_suffix_is_of_unknown_type_in_OpenMetrics()
    {
        Factory.CreateCounter("events", "Events.").Inc();

        Assert.Equal("# HELP events Events.\n# TYPE events unknown\nevents 1.0\n# EOF\n", await Export(ExpositionFormat.OpenMetricsText));
    }

    [Fact]
    public async Task Label_values_are_escaped()
    {
        Factory.CreateGauge("g", "h", "path").WithLabels("C:\\dir\n\"x\" ü").Set(1);

        Assert.EndsWith("\ng{path=\"C:\\\\dir\\n\\\"x\\\" ü\"} 1\n", await Export(ExpositionFormat.PrometheusText), StringComparison.Ordinal);
        Assert.EndsWith("\ng{path=\"C:\\\\dir\\n\\\"x\\\" ü\"} 1.0\n# EOF\n", await Export(ExpositionFormat.OpenMetricsText), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN, "NaN", "NaN")]
    [InlineData(0, "0", "0.0")]
    [InlineData(-1, "-1", "-1.0")]
    [InlineData(0.1, "0.1", "0.1")]
    [InlineData(1e21, "1e+21", "1e+21")]
    [InlineData(1e-7, "1e-07", "1e-07")]
    [InlineData(1234567890, "1234567890", "1234567890.0")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308", "1.7976931348623157e+308")]
    public async Task Values_are_written_shortest_and_round_trip(double value, string text, string openMetrics)
    {
        Factory.CreateGauge("g", "h").Set(value);

        Assert.EndsWith($"\ng {text}\n", await Export(ExpositionFormat.PrometheusText), StringComparison.Ordinal);
        Assert.EndsWith($"\ng {openMetrics}\n# EOF\n", await Export(ExpositionFormat.OpenMetricsText), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_histogram_has_a_sum_a_count_and_cumulative_buckets_up_to_infinity()
    {
        var histogram = Factory.CreateHistogram("h", "H.", ["s"], new HistogramConfiguration { Buckets = [0.5, 1, 2] }).WithLabels("x");
        foreach (var value in new[] { 0.5, 0.75, 1, 1.5, 100 })
        {
            histogram.Observe(value);
        }

        histogram.Observe(2, 10);
        histogram.Observe(double.NaN);

        const string Expected = """
            # HELP h H.
            # TYPE h histogram
            h_sum{s="x"} 123.75
            h_count{s="x"} 15
            h_bucket{s="x",le="0.5"} 1
            h_bucket{s="x",le="1"} 3
            h_bucket{s="x",le="2"} 14
            h_bucket{s="x",le="+Inf"} 15

            """;
        Assert.Equal(Expected, await Export(ExpositionFormat.PrometheusText));
        Assert.Equal(
            Expected.Replace("le=\"1\"", "le=\"1.0\"", StringComparison.Ordinal).Replace("le=\"2\"", "le=\"2.0\"", StringComparison.Ordinal) + "# EOF\n",
            await Export(ExpositionFormat.OpenMetricsText));
    }

    [Fact]
    public async Task Labels_of_a_factory_follow_the_metrics_own_and_share_one_family()
    {
        foreach (var stream in new[] { "a", "b" })
        {
            var factory = Factory.WithLabels(new Dictionary<string, string> { ["stream"] = stream });
            factory.CreateCounter("dead_total", "Dead.", ["reason"]).WithLabels("json").Inc();
        }

        Assert.Equal(
            """
            # HELP dead_total Dead.
            # TYPE dead_total counter
            dead_total{reason="json",stream="a"} 1
            dead_total{reason="json",stream="b"} 1

            """,
            await Export(ExpositionFormat.PrometheusText));
    }

    [Fact]
    public async Task Metrics_without_labels_appear_at_once_and_with_labels_when_a_series_is_made()
    {
        Factory.CreateCounter("a_total", string.Empty);
        Factory.CreateCounter("b_total", "B.", "l");

        Assert.Equal(
            "# HELP a_total \n# TYPE a_total counter\na_total 0\n# HELP b_total B.\n# TYPE b_total counter\n",
            await Export(ExpositionFormat.PrometheusText));
    }

    [Fact]
    public async Task A_suppressed_or_unpublished_series_appears_with_its_next_value()
    {
        var gauge = Factory.CreateGauge("g", "h", new GaugeConfiguration { SuppressInitialValue = true });
        const string Declaration = "# HELP g h\n# TYPE g gauge\n";
        Assert.Equal(Declaration, await Export(ExpositionFormat.PrometheusText));

        gauge.Set(2);
        Assert.Equal(Declaration + "g 2\n", await Export(ExpositionFormat.PrometheusText));

        gauge.Unpublish();
        Assert.Equal(Declaration, await Export(ExpositionFormat.PrometheusText));

        gauge.Publish();
        Assert.Equal(Declaration + "g 2\n", await Export(ExpositionFormat.PrometheusText));
    }

    [Fact]
    public async Task A_removed_series_is_gone_and_starts_anew()
    {
        var counter = Factory.CreateCounter("c_total", "C.", "l");
        counter.WithLabels("x").Inc(5);
        counter.WithLabels("y").Inc(6);
        counter.WithLabels("x").Remove();
        counter.RemoveLabelled("y");
        Assert.Empty(counter.GetAllLabelValues());

        counter.WithLabels("x").Inc();

        Assert.Equal("# HELP c_total C.\n# TYPE c_total counter\nc_total{l=\"x\"} 1\n", await Export(ExpositionFormat.PrometheusText));
    }

    private Task<string> Export(ExpositionFormat format) => _registry.ExportAsync(format);
}
