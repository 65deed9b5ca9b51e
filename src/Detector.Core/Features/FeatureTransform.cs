using Detector.Core.Schemas;

namespace Detector.Core.Features;

/// <summary>
/// Turns raw rows into the scaled features that a model sees, with what was learned from the training rows. Immutable and
/// safe for several threads. Numbers and flags are centred and scaled (see <see cref="Scaling"/>), bounded, and take their mean where
/// missing; categories become one-hot or hashed features; instants the sine and cosine of their time of day or week.
/// </summary>
public sealed class FeatureTransform
{
    private readonly FieldFeatures[] _fields;
    private readonly int[] _fieldOf;
    private readonly IFeatureStep[] _steps;

    private FeatureTransform(Schema schema, FeatureTransformState state)
    {
        _fields = new FieldFeatures[schema.FieldCount];
        for (int i = 0; i < _fields.Length; i++)
        {
            _fields[i] = FieldFeatures.Create(schema.Fields[i], state.Fields[i], Width);
            Width += _fields[i].Width;
        }

        FeatureNames = [.. _fields.SelectMany(field => field.Names)];
        _fieldOf = [.. _fields.SelectMany(field => Enumerable.Repeat(field.Field.Index, field.Width))];
        _steps = [.. Runs(_fields), .. _fields.OfType<IFeatureStep>()];
    }

    public int FieldCount => _fields.Length;

    /// <summary>Features a row.</summary>
    public int Width { get; }

    /// <summary>[Width] such as "amount", "country=DE", "country:other", "time:sin".</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>Learns scales, centres and categories from training rows.</summary>
    /// <param name="schema">What the rows' fields mean.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="places">Which of them to learn from; all where it is null.</param>
    /// <exception cref="ArgumentException">There are no rows, or they have another number of fields than the schema.</exception>
    public static FeatureTransform Fit(Schema schema, RowSet rows, int[]? places = null)
    {
        if (rows.FieldCount != schema.FieldCount)
        {
            throw new ArgumentException($"the rows have {rows.FieldCount} fields, the schema has {schema.FieldCount}", nameof(rows));
        }

        places ??= [.. Enumerable.Range(0, rows.Count)];
        if (places.Length == 0)
        {
            throw new ArgumentException("there are no rows to learn scales from", nameof(rows));
        }

        return new(schema, new() { Fields = [.. schema.Fields.Select(field => FieldFeatures.Fit(field, rows, places))] });
    }

    /// <summary>The transform that <see cref="ToState"/> described.</summary>
    /// <exception cref="ArgumentException">The state does not belong to this schema.</exception>
    public static FeatureTransform FromState(FeatureTransformState state, Schema schema)
    {
        StateCheck.Throw(state, schema);
        return new(schema, state);
    }

    public FeatureTransformState ToState() => new() { Fields = [.. _fields.Select(field => field.State)] };

    /// <summary>Index of the field that feature <paramref name="feature"/> belongs to.</summary>
    public int FieldOf(int feature) => _fieldOf[feature];

    /// <summary>Transforms rows; allocates nothing.</summary>
    /// <param name="rows">[count, FieldCount] raw rows (see <see cref="Formats.IMessageDecoder"/>).</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="features">[count, Width] out.</param>
    public void Transform(ReadOnlySpan<double> rows, int count, Span<float> features)
    {
        foreach (IFeatureStep step in _steps)
        {
            step.Transform(rows, FieldCount, count, features, Width);
        }
    }

    /// <summary>
    /// A raw value as text: a number in the invariant culture, a category's text ("other" where the model does not know it), true or
    /// false, "14:32" or "Mon 14:32" (UTC), "missing" for NaN.
    /// </summary>
    public string FormatValue(int field, double raw) => _fields[field].FormatValue(raw);

    /// <summary>What a reconstruction expects of a field, in the form of <see cref="FormatValue"/>; a category's likeliest value.</summary>
    /// <param name="field">Index of the field.</param>
    /// <param name="reconstruction">[Width] a whole reconstructed row of scaled features.</param>
    public string FormatExpected(int field, ReadOnlySpan<float> reconstruction) =>
        _fields[field].FormatExpected(reconstruction.Slice(_fields[field].Offset, _fields[field].Width));

    private static IEnumerable<ScaledRun> Runs(FieldFeatures[] fields)
    {
        for (int start = 0; start < fields.Length; start++)
        {
            int end = start;
            while (end < fields.Length && fields[end] is NumberFeatures)
            {
                end++;
            }

            if (end > start)
            {
                yield return new([.. fields[start..end].Select(f => (f.Field, f.State))], start, fields[start].Offset);
                start = end;
            }
        }
    }
}
