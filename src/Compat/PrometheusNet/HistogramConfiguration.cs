namespace Prometheus;

/// <inheritdoc/>
public sealed class HistogramConfiguration : MetricConfiguration
{
    /// <summary>Upper bounds, increasing; +Inf is added where it is missing. Null: 5 ms to 10 s in fourteen steps.</summary>
    public double[]? Buckets { get; set; }
}
