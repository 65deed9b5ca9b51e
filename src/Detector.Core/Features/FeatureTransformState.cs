namespace Detector.Core.Features;

/// <summary>A fitted <see cref="FeatureTransform"/> as plain data: scaler.json of a bundle.</summary>
public sealed record FeatureTransformState
{
    /// <summary>One entry a field, in the schema's order.</summary>
    public required IReadOnlyList<FieldState> Fields { get; init; }
}
