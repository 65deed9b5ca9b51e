using Detector.Core.Alerts;
using Detector.Core.Schemas;

namespace Detector.Core.Features;

/// <summary>
/// Turns raw rows into the scaled features that a model sees, with what was learned from the training rows. Immutable and
/// safe for several threads. Numbers and flags are centred and scaled (see <see cref="Scaling"/>), bounded, and take their mean where
/// missing; categories become one-hot or hashed features; instants the sine and cosine of their time of day or week. The pixels of a plane
/// are scaled alike.
/// </summary>
public sealed class FeatureTransform
{
    private const int ColumnNumbers = 1 << 24;

    // What is scaled by itself, and how many neighbours in a row each of them stands for: the pixels of a plane, else one field.
    private readonly FieldFeatures[] _scaled;
    private readonly int _alike;
    private readonly int[] _fieldOf;
    private readonly IFeatureStep[] _steps;
    private readonly (int Day, int Week)[] _clocks;
    private readonly CategoryFeatures[] _categories;

    private FeatureTransform(Schema schema, FeatureTransformState state)
    {
        _scaled = new FieldFeatures[schema.Scaled.Count];
        _alike = schema.FieldCount / _scaled.Length;
        for (int i = 0; i < _scaled.Length; i++)
        {
            _scaled[i] = FieldFeatures.Create(schema.Scaled[i], state.Fields[i], Width);
            Width += _scaled[i].Width * _alike;
        }

        FeatureNames = _alike > 1 ? [.. schema.Fields.Select(field => field.Name)] : [.. _scaled.SelectMany(field => field.Names)];
        _fieldOf = [.. Enumerable.Range(0, FieldCount).SelectMany(field => Enumerable.Repeat(field, Of(field).Width))];
        _steps = [.. _alike > 1 ? Planes() : Runs(_scaled), .. _scaled.OfType<IFeatureStep>()];
        _clocks = [.. Clocks(schema)];
        _categories = [.. _scaled.OfType<CategoryFeatures>()];
        int[] sides = [.. _alike > 1 ? [] : _fieldOf.Select(field => Side(schema.Fields[field].Settings.Direction))];
        Sides = Array.Exists(sides, side => side != 0) ? sides : null;
    }

    public int FieldCount => _scaled.Length * _alike;

    /// <summary>Features a row.</summary>
    public int Width { get; }

    /// <summary>[Width] such as "amount", "country=DE", "country:other", "time:sin".</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>[Width] see <see cref="Samples.SampleLayout.Sides"/>; null where all features are strange on both.</summary>
    public IReadOnlyList<int>? Sides { get; }

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

        IEnumerable<FieldState> fields = schema.Layout.HasPlanes
            ? PlaneStates.Learn(schema.Scaled, rows, places)
            : schema.Fields.Zip(Columns(rows, places), (field, column) => FieldFeatures.Learn(field, column, rows.CategoryNames));
        return new(schema, new() { Fields = [.. fields] });
    }

    /// <summary>The transform that <see cref="ToState"/> described.</summary>
    /// <exception cref="ArgumentException">The state does not belong to this schema.</exception>
    public static FeatureTransform FromState(FeatureTransformState state, Schema schema)
    {
        bool hasPixels = state.Fields.Count != schema.Scaled.Count;
        StateCheck.Throw(state, hasPixels ? schema.Fields : schema.Scaled);
        return new(schema, hasPixels ? new() { Fields = [.. PlaneStates.OfPixels(schema.Scaled, state.Fields)] } : state);
    }

    public FeatureTransformState ToState() => new() { Fields = [.. _scaled.Select(field => field.State)] };

    private static int Side(Direction direction) => direction switch
    {
        Direction.Above => 1,
        Direction.Below => -1,
        _ => 0,
    };

    /// <summary>Index of the field that feature <paramref name="feature"/> belongs to.</summary>
    public int FieldOf(int feature) => _fieldOf[feature];

    /// <summary>Transforms rows; allocates nothing.</summary>
    /// <param name="rows">[count, FieldCount] raw rows (see <see cref="Formats.IMessageDecoder"/>).</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="features">[count, Width] out.</param>
    public void Transform(ReadOnlyRowSpan rows, int count, Span<float> features)
    {
        foreach (IFeatureStep step in _steps)
        {
            step.Transform(rows, FieldCount, count, features, Width);
        }
    }

    /// <summary>Counts the samples whose last step has a category that the model does not know; hashed ones all have a bucket.</summary>
    /// <param name="rows">[count, steps, FieldCount] raw rows.</param>
    /// <param name="count">Samples.</param>
    /// <param name="steps">Rows a sample.</param>
    /// <param name="unknown">[FieldCount] to add to.</param>
    public void CountUnknown(ReadOnlyRowSpan rows, int count, int steps, Span<long> unknown)
    {
        foreach (CategoryFeatures category in _categories)
        {
            int field = category.Field.Index;
            for (int i = 0; i < count; i++)
            {
                unknown[field] += category.IsUnknown(rows.Numbers[((((i + 1) * steps) - 1) * FieldCount) + field]) ? 1 : 0;
            }
        }
    }

    /// <summary>Whether a raw value is a category that the model does not know.</summary>
    public bool IsUnknown(int field, double raw) => Of(field) is CategoryFeatures category && category.IsUnknown(raw);

    /// <summary>
    /// A raw value as text: a number in the invariant culture, a category's text ("other" where the model does not know it), true or
    /// false, "14:32" or "Mon 14:32" (UTC), "missing" for NaN.
    /// </summary>
    public string FormatValue(int field, double raw) => Of(field).FormatValue(raw);

    /// <summary>
    /// What a reconstruction expects of a field, in the form of <see cref="FormatValue"/>; a category's likeliest value.
    /// </summary>
    /// <param name="field">Index of the field.</param>
    /// <param name="reconstruction">[Width] a whole reconstructed row of scaled features.</param>
    public string FormatExpected(int field, ReadOnlySpan<float> reconstruction) =>
        Of(field).FormatExpected(Part(field, reconstruction));

    /// <summary>What training rows had of a field, beside a raw value; null where the value is missing or nobody knows.</summary>
    public UsualValues? Usual(int field, double raw) => double.IsNaN(raw) ? null : Of(field).Usual(raw);

    /// <summary>The features of a field: their first one, and how many they are.</summary>
    public (int First, int Count) FeaturesOf(int field) => (Of(field).Offset + (field % _alike), Of(field).Width);

    /// <summary>A number's feature in the number's own unit; null where it is a feature of another kind.</summary>
    public double? Unscale(int feature, float value) =>
        Of(_fieldOf[feature]) is NumberFeatures { Field.Kind: FieldKind.Numeric } number ? number.Unscale(value) : null;

    /// <summary>
    /// The raw row that features stand for, the inverse of <see cref="Transform"/> as far as there is one: numbers within what training
    /// saw and whole where it saw whole ones only, flags 0 or 1, a
    /// category's likeliest value (of a hash bucket its most frequent one), NaN for one that has no name. Instants lie in the week of
    /// Monday, 1970-01-05: their time is known, their date is not.
    /// </summary>
    /// <param name="features">[Width] scaled features, of a sample that a model made or reconstructed.</param>
    /// <param name="row">[FieldCount] out.</param>
    public void Restore(ReadOnlySpan<float> features, Span<double> row)
    {
        for (int field = 0; field < row.Length; field++)
        {
            row[field] = Of(field).Restore(Part(field, features));
        }

        foreach ((int day, int week) in _clocks)
        {
            row[day] = row[week] = CyclicFeatures.Join(row[week], row[day]);
        }
    }

    /// <summary>
    /// A raw value as a message would have it, so that a decoder reads it again: a number to a thousandth of its field's spread, true or
    /// false, a category's text ("other" where it has no name), an instant; each in its field's spelling. Empty for NaN.
    /// </summary>
    public string MessageText(int field, double raw) => Of(field).MessageText(raw);

    private FieldFeatures Of(int field) => _scaled[field / _alike];

    // [field's width] a field's part of a row of features.
    private ReadOnlySpan<float> Part(int field, ReadOnlySpan<float> row) =>
        row.Slice(Of(field).Offset + (field % _alike), Of(field).Width);

    // Times of day and of week that are read from the same place of a message.
    private static IEnumerable<(int Day, int Week)> Clocks(Schema schema) =>
        from day in schema.Fields
        where day.Kind == FieldKind.TimeOfDay
        from week in schema.Fields
        where week.Kind == FieldKind.TimeOfWeek && week.Path == day.Path
        select (day.Index, week.Index);

    // Rows that are not in memory are read from end to end, for as many columns at a time as there is room for.
    private static IEnumerable<double[]> Columns(RowSet rows, int[] places)
    {
        int most = rows.IsInMemory ? 1 : Math.Clamp(ColumnNumbers / places.Length, 1, rows.FieldCount);
        for (int first = 0; first < rows.FieldCount; first += most)
        {
            double[][] columns = [.. Enumerable.Range(0, Math.Min(most, rows.FieldCount - first)).Select(_ => new double[places.Length])];
            for (int i = 0; i < places.Length; i++)
            {
                ReadOnlySpan<double> row = rows.Row(places[i]).Numbers;
                for (int column = 0; column < columns.Length; column++)
                {
                    columns[column][i] = row[first + column];
                }
            }

            foreach (double[] column in columns)
            {
                yield return column;
            }
        }
    }

    private IEnumerable<IFeatureStep> Planes() => _scaled.Select(plane => new ScaledPlane(plane.State, plane.Offset, _alike));

    private static IEnumerable<IFeatureStep> Runs(FieldFeatures[] fields)
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
                yield return new ScaledRun([.. fields[start..end].Select(f => (f.Field, f.State))], start, fields[start].Offset);
                start = end;
            }
        }
    }
}
