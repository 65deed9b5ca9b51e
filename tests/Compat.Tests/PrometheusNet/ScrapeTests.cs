using Prometheus;

namespace Compat.Tests.PrometheusNet;

/// <summary>What a real Prometheus has read from a real ASP.NET Core server.</summary>
public sealed class ScrapeTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Prometheus_reads_every_kind_of_metric_in_either_format(bool openMetrics)
    {
        Tool.Find("prometheus");
        var registry = Metrics.NewCustomRegistry();
        var factory = Metrics.WithCustomRegistry(registry);
        const string Awkward = "C:\\dir \"quoted\"\nü";
        var help = StandIn.Present ? "Alerts \"raised\",\n one \\ each." : "Alerts.";
        factory.CreateCounter("alerts_total", help, "severity").WithLabels(Awkward).Inc(12345678901);
        factory.CreateGauge("not_a_number", "h").Set(double.NaN);
        factory.CreateGauge("high", "h").Set(double.PositiveInfinity);
        factory.CreateGauge("low", "h").Set(-1.5e-7);
        var histogram = factory.CreateHistogram("age_seconds", "h", new HistogramConfiguration { Buckets = Histogram.LinearBuckets(1, 1, 10) });
        for (var i = 1; i <= 1024; i++)
        {
            histogram.Observe(i / 128.0);
        }

        await using var host = await MetricsHost.StartAsync(registry, openMetrics);
        await using var prometheus = await PrometheusServer.StartAsync(host.Url);
        await prometheus.AwaitScrapeAsync();

        Assert.Equal("1", await prometheus.ValueAsync("up"));
        Assert.Equal("12345678901", await prometheus.ValueAsync("alerts_total"));
        Assert.Equal("NaN", await prometheus.ValueAsync("not_a_number"));
        Assert.Equal("+Inf", await prometheus.ValueAsync("high"));
        Assert.Equal("-1.5e-07", await prometheus.ValueAsync("low"));
        Assert.Equal("1024", await prometheus.ValueAsync("age_seconds_count"));
        Assert.Equal("4100", await prometheus.ValueAsync("age_seconds_sum"));
        Assert.Equal("4", await prometheus.ValueAsync("histogram_quantile(0.5, age_seconds_bucket)"));
        Assert.Equal("11", await prometheus.ValueAsync("count(age_seconds_bucket)"));

        var series = (await prometheus.ResultsAsync("alerts_total"))[0].GetProperty("metric");
        Assert.Equal(Awkward, series.GetProperty("severity").GetString());
        var metadata = (await prometheus.GetAsync("metadata")).GetProperty(openMetrics ? "alerts" : "alerts_total")[0];
        Assert.Equal(("counter", help), (metadata.GetProperty("type").GetString(), metadata.GetProperty("help").GetString()));
    }
}
