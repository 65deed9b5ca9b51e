using Detector.Core.Features;
using Detector.Core.Schemas;

namespace Detector.Commands.Text;

/// <summary>Tells of categories' values that a model has no feature for: all of them look the same to it.</summary>
internal static class UnknownCategoriesText
{
    private const int MostNamed = 5;

    /// <summary>How many values of scored rows the model does not know; nothing where there was none.</summary>
    /// <param name="schema">The model's schema.</param>
    /// <param name="transform">What it knows.</param>
    /// <param name="unknown">[fields] rows with such a value; empty where there are none.</param>
    /// <param name="rows">Rows that were scored.</param>
    /// <param name="output">Where to.</param>
    public static void Write(Schema schema, FeatureTransform transform, IReadOnlyList<long> unknown, long rows, TextWriter output)
    {
        IReadOnlyList<FieldState> states = transform.ToState().Fields;
        foreach (SchemaField field in schema.Fields.Where(field => field.Index < unknown.Count && unknown[field.Index] > 0))
        {
            FieldState state = states[field.Index];
            string[] known = [.. state.Categories.Take(MostNamed).Select(category => $"'{category.Text}'")];
            output.WriteLine(
                $"field \"{field.Name}\": {Numbers.Share(unknown[field.Index], rows, "row")} "
                + $"have a value that the model does not know, {Numbers.Percent(Other(state))} of the training rows had; "
                + $"it knows {string.Join(", ", known)}{(state.Categories.Count > MostNamed ? ", ..." : "")}");
        }
    }

    /// <summary>Which fields of a new model have more values than it tells apart.</summary>
    public static void WriteTrained(Schema schema, FeatureTransform transform, TextWriter output)
    {
        IReadOnlyList<FieldState> states = transform.ToState().Fields;
        foreach (SchemaField field in schema.Fields.Where(IsOneHot))
        {
            FieldState state = states[field.Index];
            if (state.Categories.Count >= field.Settings.MaxCategories && Other(state) > 0)
            {
                output.WriteLine(
                    $"field \"{field.Name}\": {Numbers.Percent(Other(state))} of the training rows have none of its "
                    + $"{Numbers.Count(state.Categories.Count)} most frequent values, and all of these look the same to the model; "
                    + "MaxCategories allows more, Encoding Hashing any number");
            }
        }
    }

    private static bool IsOneHot(SchemaField field) =>
        field is { Kind: FieldKind.Categorical, Settings.Encoding: CategoryEncoding.OneHot };

    private static double Other(FieldState state) => state.Mean[^1];
}
