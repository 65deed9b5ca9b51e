namespace Prometheus;

/// <summary>What all kinds of metrics can be configured with.</summary>
public abstract class MetricConfiguration
{
    /// <summary>Label names; only read by overloads that take no label names of their own. Null: no labels.</summary>
    public string[]? LabelNames { get; set; }

    /// <summary>True: a series is not exported before its value is first set.</summary>
    public bool SuppressInitialValue { get; set; }
}
