using Prometheus;

namespace Compat.Tests.PrometheusNet;

public sealed class MapMetricsTests
{
    private const string TextType = "text/plain; version=0.0.4; charset=utf-8";
    private const string OpenMetricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    [Theory]
    [InlineData(null, TextType)]
    [InlineData("*/*", TextType)]
    [InlineData("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", TextType)]
    [InlineData("text/plain;version=0.0.4", TextType)]
    [InlineData("application/openmetrics-text", OpenMetricsType)]
    [InlineData("application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", OpenMetricsType)]
    [InlineData("application/openmetrics-text;q=0.2,text/plain;q=0.5", TextType)]
    [InlineData("not a type,,application/openmetrics-text", OpenMetricsType)]
    public async Task The_answer_is_in_the_format_that_the_request_prefers(string? accept, string expected)
    {
        await using var host = await MetricsHost.StartAsync(Registry());

        var (type, body) = await GetAsync(host, "/metrics", accept);

        Assert.Equal(expected, type);
        Assert.Equal(expected == OpenMetricsType ? "# HELP g h\n# TYPE g gauge\ng 1.0\n# EOF\n" : "# HELP g h\n# TYPE g gauge\ng 1\n", body);
    }

    [Fact]
    public async Task A_browser_asks_by_query()
    {
        await using var host = await MetricsHost.StartAsync(Registry());

        Assert.Equal(OpenMetricsType, (await GetAsync(host, "/metrics?accept=application/openmetrics-text", "text/html")).Type);
    }

    [Fact]
    public async Task OpenMetrics_can_be_switched_off()
    {
        await using var host = await MetricsHost.StartAsync(Registry(), openMetrics: false);

        Assert.Equal(TextType, (await GetAsync(host, "/metrics", "application/openmetrics-text")).Type);
    }

    private static CollectorRegistry Registry()
    {
        var registry = Metrics.NewCustomRegistry();
        Metrics.WithCustomRegistry(registry).CreateGauge("g", "h").Set(1);
        return registry;
    }

    private static async Task<(string? Type, string Body)> GetAsync(MetricsHost host, string path, string? accept)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Url, path));
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
