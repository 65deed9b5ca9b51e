using Detector.Core.Schemas;

namespace Detector.Core.Features;

/// <summary>Refuses a transform's state that was not fitted for a schema, or was damaged.</summary>
internal static class StateCheck
{
    public static void Throw(FeatureTransformState state, IReadOnlyList<SchemaField> fields)
    {
        if (state.Fields.Count != fields.Count)
        {
            throw new ArgumentException($"the scaler has {state.Fields.Count} fields, the schema has {fields.Count}", nameof(state));
        }

        foreach (SchemaField field in fields)
        {
            FieldState fitted = state.Fields[field.Index];
            if (fitted.Name != field.Name)
            {
                throw new ArgumentException(
                    $"field {field.Index} is \"{field.Name}\" in the schema, but \"{fitted.Name}\" in the scaler", nameof(state));
            }

            int width = Width(field, fitted);
            bool whole = fitted.Center.Count == width && fitted.Mean.Count == width && fitted.Scale > 0 && double.IsFinite(fitted.Scale)
                && fitted.Center.Concat(fitted.Mean).All(double.IsFinite) && IsRange(field, fitted.Usual)
                && IsProfile(field, fitted);
            if (!whole)
            {
                throw new ArgumentException(
                    $"field \"{field.Name}\" of the scaler does not fit the schema: train the stream again", nameof(state));
            }
        }
    }

    private static bool IsRange(SchemaField field, UsualRange? usual) => usual is null || field.Kind switch
    {
        FieldKind.Numeric => usual.Low <= usual.High,
        FieldKind.TimeOfDay or FieldKind.TimeOfWeek =>
            usual.Low >= 0 && usual.High >= 0 && Math.Max(usual.Low, usual.High) < CyclicFeatures.Period(field),
        _ => false,
    };

    private static bool IsProfile(SchemaField field, FieldState fitted) => fitted.Profile is null || field.Kind switch
    {
        FieldKind.Numeric or FieldKind.Boolean => fitted.Profile.IsWhole(bins: null),
        FieldKind.Categorical => fitted.Profile.IsWhole(fitted.Categories.Count + 1),
        _ => false,
    };

    private static int Width(SchemaField field, FieldState fitted) => field.Kind switch
    {
        FieldKind.Numeric or FieldKind.Boolean => 1,
        FieldKind.Categorical when field.Settings.Encoding == CategoryEncoding.Hashing => field.Settings.HashBuckets,
        FieldKind.Categorical => fitted.Categories.Count + 1,
        _ => 2,
    };
}
