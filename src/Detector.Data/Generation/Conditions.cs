using Detector.Core.Features;
using Detector.Core.Schemas;
using Detector.Core.Text;
using Detector.Models.Generation;

namespace Detector.Data.Generation;

/// <summary>What a conditional model is told of the samples that it is to make, from texts such as "country=DE".</summary>
public sealed class Conditions
{
    private const int MostNamed = 20;

    private readonly Dictionary<string, (double Raw, string Text)> _byPath = new(StringComparer.Ordinal);
    private readonly double[] _row;

    /// <param name="texts">FIELD=VALUE each.</param>
    /// <param name="generator">The model, which says what it must be told.</param>
    /// <param name="schema">The model's schema.</param>
    /// <param name="transform">The model's transform, which knows the categories.</param>
    /// <exception cref="DataException">One is no condition of the model or has no value that it knows, or one is missing.</exception>
    public Conditions(IReadOnlyList<string> texts, SampleGenerator generator, Schema schema, FeatureTransform transform)
    {
        _row = [.. Enumerable.Repeat(double.NaN, schema.FieldCount)];
        var missing = generator.Conditions.ToDictionary(field => field.Name, StringComparer.Ordinal);
        foreach (string text in texts)
        {
            int end = text.IndexOf('=');
            if (end <= 0)
            {
                throw new DataException($"--condition is FIELD=VALUE, such as country=DE; '{text}' is not");
            }

            string name = text[..end];
            if (!missing.Remove(name, out SchemaField? field))
            {
                throw new DataException(Unknown(name, generator.Conditions));
            }

            string value = text[(end + 1)..];
            _row[field.Index] = Read(field, value, transform);
            _byPath[field.Path] = (_row[field.Index], value);
        }

        if (missing.Values.FirstOrDefault() is { } untold)
        {
            throw new DataException($"the model is told {Names(generator.Conditions)} of each sample: "
                + $"--condition {untold.Name}=VALUE is missing{Known(untold, transform)}");
        }
    }

    /// <summary>The raw rows that the generator is told.</summary>
    /// <param name="rows">How many; a sequence has several.</param>
    public double[] Rows(int rows) => [.. Enumerable.Repeat(_row, rows).SelectMany(row => row)];

    /// <summary>The text that was given for what stands in this place of a message; null where none was.</summary>
    public string? TextAt(string path) => _byPath.TryGetValue(path, out (double Raw, string Text) told) ? told.Text : null;

    private static string Unknown(string name, IReadOnlyList<SchemaField> conditions) =>
        conditions.Count == 0 ? $"--condition {name}: the model has no conditions; "
            + "one of variant Variational, trained with Model:Variational:Conditions, has"
        : conditions.Any(field => field.Name == name) ? $"--condition {name} is there twice"
        : Nearest.Of(name, conditions.Select(field => field.Name)) is { } meant
            ? $"--condition {name}: the model is told {Names(conditions)}; did you mean '{meant}'?"
        : $"--condition {name}: the model is told {Names(conditions)} only";

    private static double Read(SchemaField field, string value, FeatureTransform transform)
    {
        if (!field.TryParse(value, out double raw))
        {
            throw new DataException($"--condition {field.Name} must be {field.Wanted}, but is '{value}'");
        }

        // What has no name shares the feature "other", whose text is no value that a message had.
        return !transform.IsUnknown(field.Index, raw) ? raw
            : throw new DataException($"--condition {field.Name}: the model does not know '{value}'{Known(field, transform)}");
    }

    private static string Known(SchemaField field, FeatureTransform transform)
    {
        string[] known = field.Kind != FieldKind.Categorical ? []
            : [.. transform.ToState().Fields[field.Index].Categories.Select(category => category.Text)];
        string named = string.Join(", ", known.Take(MostNamed));
        return known.Length == 0 ? "" : $"; {field.Name} is {named}{(known.Length > MostNamed ? ", ..." : " or other")}";
    }

    private static string Names(IReadOnlyList<SchemaField> fields) => string.Join(" and ", fields.Select(field => field.Name));
}
