namespace Detector.Core.Schemas.Inference;

/// <summary>A schema proposed from a sample, and why.</summary>
/// <param name="Settings">The schema's section, ready to train.</param>
/// <param name="Columns">Every column of the sample in its order, with the reason for its role.</param>
public sealed record InferredSchema(SchemaSettings Settings, IReadOnlyList<InferredColumn> Columns)
{
    /// <summary>Aggregates that the columns give reason for; part of the settings only where they were asked for.</summary>
    public IReadOnlyList<ProposedAggregate> Aggregates { get; init; } = [];

    /// <summary>Columns that could be the key.</summary>
    public IEnumerable<string> KeyCandidates => Columns.Where(c => c.Role == ColumnRole.KeyCandidate).Select(c => c.Name);
}
