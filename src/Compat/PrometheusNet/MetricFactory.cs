namespace Prometheus;

/// <summary>Makes metrics in one registry, or finds those already made there with the same name and labels.</summary>
public sealed class MetricFactory : IMetricFactory
{
    private readonly CollectorRegistry _registry;
    private readonly StaticLabels _staticLabels;

    internal MetricFactory(CollectorRegistry registry, StaticLabels staticLabels)
    {
        ArgumentNullException.ThrowIfNull(registry);
        _registry = registry;
        _staticLabels = staticLabels;
    }

    public Counter CreateCounter(string name, string help, CounterConfiguration? configuration = null) =>
        CreateCounter(name, help, configuration?.LabelNames ?? [], configuration);

    public Gauge CreateGauge(string name, string help, GaugeConfiguration? configuration = null) =>
        CreateGauge(name, help, configuration?.LabelNames ?? [], configuration);

    public Histogram CreateHistogram(string name, string help, HistogramConfiguration? configuration = null) =>
        CreateHistogram(name, help, configuration?.LabelNames ?? [], configuration);

    public Counter CreateCounter(string name, string help, string[] labelNames, CounterConfiguration? configuration = null) =>
        _registry.GetOrAdd(name, labelNames, _staticLabels, () => new Counter(name, help, labelNames, _staticLabels, configuration));

    public Gauge CreateGauge(string name, string help, string[] labelNames, GaugeConfiguration? configuration = null) =>
        _registry.GetOrAdd(name, labelNames, _staticLabels, () => new Gauge(name, help, labelNames, _staticLabels, configuration));

    public Histogram CreateHistogram(string name, string help, string[] labelNames, HistogramConfiguration? configuration = null) =>
        _registry.GetOrAdd(name, labelNames, _staticLabels, () => new Histogram(name, help, labelNames, _staticLabels, configuration));

    public Counter CreateCounter(string name, string help, params string[] labelNames) => CreateCounter(name, help, labelNames, null);

    public Gauge CreateGauge(string name, string help, params string[] labelNames) => CreateGauge(name, help, labelNames, null);

    public Histogram CreateHistogram(string name, string help, params string[] labelNames) => CreateHistogram(name, help, labelNames, null);

    public IMetricFactory WithLabels(IDictionary<string, string> labels) => new MetricFactory(
        _registry,
        new StaticLabels([.. labels.Keys, .. _staticLabels.Names], [.. labels.Values, .. _staticLabels.Values]));
}
