namespace Detector.Settings;

/// <summary>How spans are sent.</summary>
internal enum TracingProtocol
{
    /// <summary>OTLP over gRPC.</summary>
    Grpc,

    /// <summary>OTLP in protobuf over HTTP.</summary>
    HttpProtobuf,
}
