namespace Detector.Core.Schemas.Inference;

/// <summary>What the user knows about a sample beforehand.</summary>
public sealed record InferenceOptions
{
    /// <summary>The column of the event's key; null: the Kafka message key.</summary>
    public string? Key { get; init; }

    /// <summary>The column of the event's time; null: found by its values, else the Kafka timestamp.</summary>
    public string? Time { get; init; }

    /// <summary>The column that says whether a row is an anomaly; never a feature.</summary>
    public string? Label { get; init; }

    /// <summary>Columns that are to be no features.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>Whether the schema is to have the aggregates that the columns give reason for.</summary>
    public bool Aggregates { get; init; }

    /// <summary>Whether aggregates of verdicts are to be among them.</summary>
    public bool Verdicts { get; init; }

    /// <summary>CSV: the character between two values.</summary>
    public string Delimiter { get; init; } = ",";
}
