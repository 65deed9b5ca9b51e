namespace Detector.Core.Schemas.Inference;

/// <summary>An aggregate that a sample gives reason for.</summary>
/// <param name="Settings">The aggregate.</param>
/// <param name="Reason">What it would show.</param>
public sealed record ProposedAggregate(AggregateSettings Settings, string Reason)
{
    /// <summary>What it is called.</summary>
    public string Name => Settings.Field.Name;
}
