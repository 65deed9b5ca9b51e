using Prometheus;

namespace Compat.Tests.PrometheusNet;

public sealed class PromtoolTests
{
    [Fact]
    public async Task It_is_content_with_every_kind_of_metric()
    {
        var registry = Metrics.NewCustomRegistry();
        var factory = Metrics.WithCustomRegistry(registry);
        factory.CreateCounter("detector_events_total", StandIn.Present ? "Events, \"all\" of them\nand C:\\more." : "Events.", "stream").WithLabels("c\\a\"r\nd s ü").Inc(1e21);
        factory.CreateGauge("detector_threshold", "Threshold.", "stream").WithLabels("a").Set(double.NaN);
        factory.CreateGauge("detector_score", "Score.").Set(double.NegativeInfinity);
        factory.CreateHistogram("detector_error", "Error.", "stream").WithLabels("a").Observe(0.3);

        var (exitCode, output) = await Tool.RunAsync(Tool.Find("promtool"), await registry.ExportAsync(), "check", "metrics");

        Assert.Equal((0, string.Empty), (exitCode, output));
    }

    [Fact]
    public async Task It_reads_the_process_metrics()
    {
        var registry = Metrics.NewCustomRegistry();
        DotNetStats.Register(registry);

        var (exitCode, output) = await Tool.RunAsync(Tool.Find("promtool"), await registry.ExportAsync(), "check", "metrics");

        Assert.Equal((0, string.Empty), (exitCode, output));
    }

    /// <summary>So that the tests above can fail.</summary>
    [Fact]
    public async Task It_notices_what_is_wrong() =>
        Assert.NotEqual(0, (await Tool.RunAsync(Tool.Find("promtool"), "# TYPE a counter\na{l=\"\n", "check", "metrics")).ExitCode);
}
