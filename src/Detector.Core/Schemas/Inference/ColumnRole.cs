namespace Detector.Core.Schemas.Inference;

/// <summary>What a column of a sample is for.</summary>
public enum ColumnRole
{
    /// <summary>The model looks at it.</summary>
    Feature,

    /// <summary>It names what the event is about.</summary>
    Key,

    /// <summary>It says when the event happened.</summary>
    Time,

    /// <summary>It says, in a sample, whether the event was an anomaly; messages do not have it.</summary>
    Label,

    /// <summary>It names an entity (a customer, a terminal): a possible key, but no feature.</summary>
    KeyCandidate,

    /// <summary>It names the metric that the record carries.</summary>
    Metric,

    /// <summary>It is the metric's value.</summary>
    Value,

    /// <summary>It is left out.</summary>
    Ignored,
}
