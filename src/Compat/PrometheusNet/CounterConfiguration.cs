namespace Prometheus;

/// <inheritdoc/>
public sealed class CounterConfiguration : MetricConfiguration;
