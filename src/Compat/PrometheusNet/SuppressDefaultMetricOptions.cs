namespace Prometheus;

/// <summary>
/// Which metrics the default registry shall not have by itself. This stand-in has only the process metrics: the product
/// suppresses the other three, so that it exports the same whatever it was built with.
/// </summary>
public sealed class SuppressDefaultMetricOptions
{
    internal static readonly SuppressDefaultMetricOptions SuppressNone = new();

    internal static readonly SuppressDefaultMetricOptions SuppressAll = new()
    {
        SuppressProcessMetrics = true,
        SuppressDebugMetrics = true,
        SuppressEventCounters = true,
        SuppressMeters = true,
    };

    /// <summary>The process: CPU, memory, threads, garbage collections.</summary>
    public bool SuppressProcessMetrics { get; set; }

    /// <summary>The library about itself.</summary>
    public bool SuppressDebugMetrics { get; set; }

    /// <summary>.NET event counters.</summary>
    public bool SuppressEventCounters { get; set; }

    /// <summary>.NET meters.</summary>
    public bool SuppressMeters { get; set; }

    internal void ApplyTo(CollectorRegistry registry)
    {
        if (!SuppressProcessMetrics)
        {
            DotNetStats.Register(registry);
        }
    }
}
