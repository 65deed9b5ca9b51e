using Detector.Settings;
using Detector.Streams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Detector.Hosting;

/// <summary>Sends the spans of batches to an OpenTelemetry collector, where one is named.</summary>
internal static class Tracing
{
    private const string SignalPath = "v1/traces";

    /// <summary>Adds that; without an endpoint nothing, and then nobody listens to spans, of which there are none therefore.</summary>
    public static IServiceCollection AddDetectorTracing(this IServiceCollection services, TracingSettings settings)
    {
        if (settings.Endpoint is not { } endpoint)
        {
            return services;
        }

        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("detector", serviceVersion: BuildInfo.Version))
            .WithTracing(tracing => tracing
                .AddSource(StreamServices.TraceSource)
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(settings.Ratio)))
                .AddOtlpExporter(exporter =>
                {
                    bool isGrpc = settings.Protocol == TracingProtocol.Grpc;
                    exporter.Protocol = isGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
                    exporter.Endpoint = isGrpc ? new Uri(endpoint) : ForSignal(new Uri(endpoint));
                }));
        return services.AddHostedService(provider => new TracingLog(
            endpoint,
            provider.GetRequiredService<ILoggerFactory>().CreateLogger("Detector"),
            provider.GetRequiredService<TimeProvider>()));
    }

    private static Uri ForSignal(Uri endpoint) => endpoint.AbsolutePath == "/" ? new Uri(endpoint, SignalPath) : endpoint;
}
