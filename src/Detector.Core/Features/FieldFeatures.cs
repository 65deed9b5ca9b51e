using Detector.Core.Alerts;
using Detector.Core.Formats;
using Detector.Core.Schemas;

namespace Detector.Core.Features;

/// <summary>The features that one field of the schema becomes.</summary>
/// <param name="field">The field.</param>
/// <param name="state">What fitting learned about it.</param>
/// <param name="offset">Index of its first feature.</param>
internal abstract class FieldFeatures(SchemaField field, FieldState state, int offset)
{
    public SchemaField Field { get; } = field;

    public FieldState State { get; } = state;

    public int Offset { get; } = offset;

    public abstract int Width { get; }

    public abstract IEnumerable<string> Names { get; }

    public abstract string FormatValue(double raw);

    /// <param name="reconstruction">[Width] this field's part of a reconstruction.</param>
    public abstract string FormatExpected(ReadOnlySpan<float> reconstruction);

    /// <inheritdoc cref="FeatureTransform.Usual"/>
    public abstract UsualValues? Usual(double raw);

    /// <inheritdoc cref="FeatureTransform.Restore"/>
    /// <param name="features">[Width] this field's part of a row.</param>
    public abstract double Restore(ReadOnlySpan<float> features);

    /// <inheritdoc cref="FeatureTransform.MessageText"/>
    public abstract string MessageText(double raw);

    public static FieldFeatures Create(SchemaField field, FieldState state, int offset) => field.Kind switch
    {
        FieldKind.Numeric or FieldKind.Boolean => new NumberFeatures(field, state, offset),
        FieldKind.Categorical => new CategoryFeatures(field, state, offset),
        _ => new CyclicFeatures(field, state, offset),
    };

    /// <param name="field">The field.</param>
    /// <param name="column">Its values.</param>
    /// <param name="names">Texts of the category tokens among them.</param>
    public static FieldState Learn(SchemaField field, double[] column, CategoryNames names) => field.Kind switch
    {
        FieldKind.Numeric or FieldKind.Boolean => NumberFeatures.Fit(field, column),
        FieldKind.Categorical => CategoryFeatures.Fit(field, column, names),
        _ => CyclicFeatures.Fit(field, column),
    };

    /// <summary>True where the field's features are to stay in 0..1 instead of being centred.</summary>
    protected static bool IsPlain(SchemaField field) => field.Settings.Scaling is Scaling.MinMax or Scaling.None;
}
