namespace Prometheus;

/// <summary>Makes metrics in the default registry, which <c>MapMetrics</c> exports unless told otherwise.</summary>
public static class Metrics
{
    static Metrics()
    {
        DefaultRegistry = new CollectorRegistry();
        DefaultFactory = WithCustomRegistry(DefaultRegistry);
        SuppressDefaultMetrics(SuppressDefaultMetricOptions.SuppressNone);
    }

    public static CollectorRegistry DefaultRegistry { get; }

    public static MetricFactory DefaultFactory { get; }

    public static CollectorRegistry NewCustomRegistry() => new();

    public static MetricFactory WithCustomRegistry(CollectorRegistry registry) => new(registry, StaticLabels.None);

    public static IMetricFactory WithLabels(IDictionary<string, string> labels) => DefaultFactory.WithLabels(labels);

    public static Counter CreateCounter(string name, string help, CounterConfiguration? configuration = null) =>
        DefaultFactory.CreateCounter(name, help, configuration);

    public static Gauge CreateGauge(string name, string help, GaugeConfiguration? configuration = null) =>
        DefaultFactory.CreateGauge(name, help, configuration);

    public static Histogram CreateHistogram(string name, string help, HistogramConfiguration? configuration = null) =>
        DefaultFactory.CreateHistogram(name, help, configuration);

    public static Counter CreateCounter(string name, string help, string[] labelNames, CounterConfiguration? configuration = null) =>
        DefaultFactory.CreateCounter(name, help, labelNames, configuration);

    public static Gauge CreateGauge(string name, string help, string[] labelNames, GaugeConfiguration? configuration = null) =>
        DefaultFactory.CreateGauge(name, help, labelNames, configuration);

    public static Histogram CreateHistogram(string name, string help, string[] labelNames, HistogramConfiguration? configuration = null) =>
        DefaultFactory.CreateHistogram(name, help, labelNames, configuration);

    public static Counter CreateCounter(string name, string help, params string[] labelNames) => DefaultFactory.CreateCounter(name, help, labelNames);

    public static Gauge CreateGauge(string name, string help, params string[] labelNames) => DefaultFactory.CreateGauge(name, help, labelNames);

    public static Histogram CreateHistogram(string name, string help, params string[] labelNames) =>
        DefaultFactory.CreateHistogram(name, help, labelNames);

    /// <summary>Leaves all metrics that nobody made out of the default registry. Without effect after the first export.</summary>
    public static void SuppressDefaultMetrics() => SuppressDefaultMetrics(SuppressDefaultMetricOptions.SuppressAll);

    /// <summary>Leaves some metrics that nobody made out of the default registry. Without effect after the first export.</summary>
    public static void SuppressDefaultMetrics(SuppressDefaultMetricOptions options) =>
        DefaultRegistry.SetBeforeFirstCollectCallback(() => (options ?? SuppressDefaultMetricOptions.SuppressAll).ApplyTo(DefaultRegistry));
}
