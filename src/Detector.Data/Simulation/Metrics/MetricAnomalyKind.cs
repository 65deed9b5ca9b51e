namespace Detector.Data.Simulation.Metrics;

/// <summary>What may be wrong with a metric.</summary>
public enum MetricAnomalyKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A few rows far up or down.</summary>
    Spike,

    /// <summary>Another level for a while.</summary>
    Shift,

    /// <summary>Moves against the load that all metrics follow, within its usual range.</summary>
    Broken,

    /// <summary>Stays at its last value.</summary>
    Frozen,

    /// <summary>Goes away from its level slowly.</summary>
    Drift,
}
