using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;

namespace Prometheus;

/// <summary>Answers each request with the metrics of a registry, in the format that its Accept header prefers.</summary>
public sealed class MetricServerMiddleware
{
    private readonly CollectorRegistry _registry;
    private readonly bool _enableOpenMetrics;

    public MetricServerMiddleware(RequestDelegate next, Settings settings)
    {
        _registry = settings.Registry ?? Metrics.DefaultRegistry;
        _enableOpenMetrics = settings.EnableOpenMetrics;
    }

    public async Task Invoke(HttpContext context)
    {
        try
        {
            var format = Negotiate(context.Request);
            var body = await _registry.CollectAsync(format, context.RequestAborted).ConfigureAwait(false);
            context.Response.StatusCode = StatusCodes.Status200OK;
            context.Response.ContentType = format == ExpositionFormat.OpenMetricsText
                ? PrometheusConstants.OpenMetricsContentTypeWithVersionAndEncoding
                : PrometheusConstants.TextContentTypeWithVersionAndEncoding;
            await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The scraper hung up: nobody is left to answer.
        }
    }

    /// <summary>The <c>accept</c> query parameter, made for browsers, goes before the header; types that are not known are passed over.</summary>
    private ExpositionFormat Negotiate(HttpRequest request)
    {
        var accept = request.Query.TryGetValue("accept", out var query) ? string.Join(',', query.ToArray()) : request.Headers.Accept.ToString();
        var preferred = accept.Split(',')
            .Select(text => MediaTypeWithQualityHeaderValue.TryParse(text, out var type) ? type : null)
            .OfType<MediaTypeWithQualityHeaderValue>()
            .OrderByDescending(type => type.Quality ?? 1)
            .Select(type => type.MediaType)
            .FirstOrDefault(type => type == PrometheusConstants.TextContentType
                || (_enableOpenMetrics && type == PrometheusConstants.OpenMetricsContentType));
        return preferred == PrometheusConstants.OpenMetricsContentType ? ExpositionFormat.OpenMetricsText : ExpositionFormat.PrometheusText;
    }

    /// <summary>What is exported, and how.</summary>
    public sealed class Settings
    {
        /// <summary>Null: <see cref="Metrics.DefaultRegistry"/>.</summary>
        public CollectorRegistry? Registry { get; set; }

        /// <summary>False: always Prometheus text. Default: true.</summary>
        public bool EnableOpenMetrics { get; set; } = true;
    }
}
