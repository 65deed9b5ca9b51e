namespace Prometheus;

/// <summary>Makes metrics, or finds those already made with the same name and labels.</summary>
public interface IMetricFactory
{
    Counter CreateCounter(string name, string help, CounterConfiguration? configuration = null);

    Gauge CreateGauge(string name, string help, GaugeConfiguration? configuration = null);

    Histogram CreateHistogram(string name, string help, HistogramConfiguration? configuration = null);

    Counter CreateCounter(string name, string help, string[] labelNames, CounterConfiguration? configuration = null);

    Gauge CreateGauge(string name, string help, string[] labelNames, GaugeConfiguration? configuration = null);

    Histogram CreateHistogram(string name, string help, string[] labelNames, HistogramConfiguration? configuration = null);

    /// <summary>A factory that puts these labels on every series of its metrics as well.</summary>
    IMetricFactory WithLabels(IDictionary<string, string> labels);
}
