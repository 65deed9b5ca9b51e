using Detector.Core.Features;
using Detector.Core.Schemas;

namespace Detector.Core.Drift;

/// <summary>
/// What the training rows of a model had, field by field. Times of day and week are left out, since what hour it is is no drift, and so
/// are pixels. Immutable and safe for several threads.
/// </summary>
public sealed class InputProfile
{
    private InputProfile(FieldBins[] fields) => Fields = fields;

    internal FieldBins[] Fields { get; }

    /// <summary>Names of the fields that it tells of.</summary>
    public IReadOnlyList<string> Names => [.. Fields.Select(f => f.Name)];

    /// <summary>A model's; null where it is of frames, or a release made it that did not note what its training rows had.</summary>
    /// <param name="schema">Its schema.</param>
    /// <param name="transform">What it learned of its fields.</param>
    public static InputProfile? Of(Schema schema, FeatureTransform transform)
    {
        FieldBins[] fields = schema.Layout.HasPlanes ? []
            : [.. schema.Fields.Zip(transform.ToState().Fields, FieldBins.Of).OfType<FieldBins>()];
        return fields.Length == 0 ? null : new(fields);
    }
}
