namespace Prometheus;

/// <summary>The text format in which metrics are exported.</summary>
public enum ExpositionFormat
{
    /// <summary>Prometheus text, version 0.0.4.</summary>
    PrometheusText,

    /// <summary>OpenMetrics text, version 1.0.0.</summary>
    OpenMetricsText,
}
