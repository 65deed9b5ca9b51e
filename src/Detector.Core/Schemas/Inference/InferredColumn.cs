namespace Detector.Core.Schemas.Inference;

/// <summary>What was concluded about one column of a sample.</summary>
/// <param name="Name">The column's name, or its dotted path in JSON.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Reason">One sentence for people that says what in its values led there.</param>
/// <param name="Fields">The schema's fields that it becomes; empty where the model does not look at it.</param>
public sealed record InferredColumn(string Name, ColumnRole Role, string Reason, IReadOnlyList<FieldSettings> Fields)
{
    /// <summary>A value of it; null where there is none.</summary>
    public string? Example { get; init; }

    /// <summary>What its values give reason to doubt, each with what to do.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
