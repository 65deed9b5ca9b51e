using System.Net;
using System.Net.Sockets;
using Prometheus;

namespace Detector.Dashboard.Tests;

public sealed class DashboardTests
{
    [Fact]
    public async Task Metrics_are_those_of_the_hosts_registry_and_of_the_process()
    {
        await using var host = await DashboardHost.StartAsync();
        Metrics.WithCustomRegistry(host.Registry).CreateCounter("detector_alerts_total", "Alerts.", "severity")
            .WithLabels("critical").Inc(4);

        var response = await host.GetAsync("/metrics");

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("\ndetector_alerts_total{severity=\"critical\"} 4\n", text, StringComparison.Ordinal);
        Assert.Contains("\nprocess_working_set_bytes ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_is_made_of_its_own_files_and_runs_no_other_script()
    {
        await using var host = await DashboardHost.StartAsync();

        var response = await host.GetAsync("/");
        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.StartsWith("<!DOCTYPE html>", page, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';",
            Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        foreach (var (file, type) in new[]
        {
            ("main.js", "text/javascript"), ("page.css", "text/css"), ("icon.svg", "image/svg+xml"), ("uPlot.js", "text/javascript"),
            ("uPlot.css", "text/css"),
        })
        {
            Assert.Equal(type, (await host.GetAsync("/page/" + file)).Content.Headers.ContentType?.MediaType);
        }

        var scripts = await Task.WhenAll(new[] { "dom", "live", "streams", "scores", "whatif", "alerts", "main" }
            .Select(name => host.Client.GetStringAsync($"/page/{name}.js", TestContext.Current.CancellationToken)));
        Assert.All(scripts, script => Assert.DoesNotContain("innerHTML", script, StringComparison.Ordinal));
        foreach (var path in new[] { "/page/nothing.js", "/page/..%2findex.html", "/page/" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await host.GetAsync(path)).StatusCode);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/api/streams")]
    [InlineData("/api/alerts")]
    [InlineData("/api/events")]
    [InlineData("/page/main.js")]
    [InlineData("/metrics")]
    public async Task Every_path_answers_HEAD_and_refuses_writing(string path)
    {
        await using var host = await DashboardHost.StartAsync();

        using var head = new HttpRequestMessage(HttpMethod.Head, path);
        var answer = await host.Client.SendAsync(head, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.True(path == "/metrics" || answer.Headers.GetValues("X-Content-Type-Options").Single() == "nosniff");

        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Options })
        {
            using var write = new HttpRequestMessage(method, path);
            var refused = await host.Client.SendAsync(write, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, refused.StatusCode);
            Assert.Equal(["GET", "HEAD"], refused.Content.Headers.Allow.Order());
        }
    }

    [Fact]
    public async Task It_listens_where_the_settings_say_and_nowhere_else()
    {
        await using var host = await DashboardHost.StartAsync(new HttpSettings { Address = "127.0.0.2", Port = 0 });
        var port = new Uri(host.Url).Port;

        Assert.Equal($"http://127.0.0.2:{port}", host.Url);
        using var elsewhere = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAsync<SocketException>(
            () => elsewhere.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken).AsTask());
    }
}
