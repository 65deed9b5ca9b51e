using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Prometheus;

namespace Compat.Tests.PrometheusNet;

/// <summary>A real ASP.NET Core server on a free port of 127.0.0.1, with metrics at /metrics.</summary>
internal sealed class MetricsHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private MetricsHost(CollectorRegistry registry, bool openMetrics)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapMetrics(settings =>
        {
            settings.Registry = registry;
            settings.EnableOpenMetrics = openMetrics;
        });
    }

    public Uri Url => new(_app.Urls.Single());

    public static async Task<MetricsHost> StartAsync(CollectorRegistry registry, bool openMetrics = true)
    {
        var host = new MetricsHost(registry, openMetrics);
        await host._app.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
