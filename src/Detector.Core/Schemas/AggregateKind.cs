namespace Detector.Core.Schemas;

/// <summary>
/// What is told about a key's recent events. All but <see cref="Deviation"/> and <see cref="Ratio"/> count the event itself among them.
/// </summary>
public enum AggregateKind
{
    /// <summary>How many events.</summary>
    Count,

    /// <summary>Sum of a number.</summary>
    Sum,

    /// <summary>Mean of a number.</summary>
    Mean,

    /// <summary>Smallest value of a number.</summary>
    Min,

    /// <summary>Largest value of a number.</summary>
    Max,

    /// <summary>Standard deviation of a number, of a sample (n - 1); 0 for a single value.</summary>
    StandardDeviation,

    /// <summary>How many different values.</summary>
    Distinct,

    /// <summary>Seconds since the key's previous event; the window's length where there is none in it.</summary>
    TimeSinceLast,

    /// <summary>True where the key, or the pair, has no earlier event in the window.</summary>
    FirstSeen,

    /// <summary>Share of the events that have the event's own value.</summary>
    Frequency,

    /// <summary>How far the event's number is from the mean of the earlier ones, in their standard deviations.</summary>
    Deviation,

    /// <summary>How many times the mean of the earlier ones the event's number is.</summary>
    Ratio,

    /// <summary>How many verdicts that came in the window found an anomaly.</summary>
    ConfirmedCount,

    /// <summary>Their share of the verdicts that came in the window; 0 where none came.</summary>
    ConfirmedShare,
}
