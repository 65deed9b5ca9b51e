using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Prometheus;

/// <summary>Puts the metrics on a path of an ASP.NET Core application.</summary>
public static class MetricServerMiddlewareExtensions
{
    /// <summary>Answers <paramref name="pattern"/> with the metrics that <paramref name="configure"/> names.</summary>
    public static IEndpointConventionBuilder MapMetrics(
        this IEndpointRouteBuilder endpoints, Action<MetricServerMiddleware.Settings> configure, string pattern = "/metrics")
    {
        var settings = new MetricServerMiddleware.Settings();
        configure(settings);
        var pipeline = endpoints.CreateApplicationBuilder().UseMiddleware<MetricServerMiddleware>(settings).Build();
        return endpoints.Map(pattern, pipeline).WithDisplayName("Prometheus metrics");
    }

    /// <summary>Answers <paramref name="pattern"/> with the metrics of <paramref name="registry"/>, by default the default registry.</summary>
    public static IEndpointConventionBuilder MapMetrics(
        this IEndpointRouteBuilder endpoints, string pattern = "/metrics", CollectorRegistry? registry = null) =>
        endpoints.MapMetrics(settings => settings.Registry = registry, pattern);
}
