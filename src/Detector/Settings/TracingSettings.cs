using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Detector.Core.Text;

namespace Detector.Settings;

/// <summary>Where the spans of batches go.</summary>
internal sealed record TracingSettings
{
    [HttpUrl, Description("Where an OpenTelemetry collector takes spans (OTLP), such as http://localhost:4317. "
        + "Default: nothing is traced.")]
    public string? Endpoint { get; init; }

    [Description("How it takes them: Grpc (its port 4317 by custom), or HttpProtobuf (4318; to an Endpoint without a path, "
        + "/v1/traces is added).")]
    public TracingProtocol Protocol { get; init; } = TracingProtocol.Grpc;

    [Range(0.0, 1.0), Description("The share of batches that are traced.")]
    public double Ratio { get; init; } = 1;
}
