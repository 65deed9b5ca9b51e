using Detector.Core.Features;
using Detector.Core.Schemas;
using Detector.Models.Training;

namespace Detector.Models.Reports;

/// <summary>A table of the fields: what is usual of each, and how much of the strangest rows' scores it made. Frames have none.</summary>
internal static class FieldsSection
{
    private const int MostFields = 40;
    private const int MostCategories = 3;

    public static void Write(Html html, TrainedModel model)
    {
        Schema schema = model.Schema;
        if (model.Parts.Shape.HasPlanes)
        {
            return;
        }

        double[] shares = [.. Enumerable.Range(0, schema.FieldCount)
            .Select(field => model.Strangest.Select(row => row.Fields[field]).DefaultIfEmpty(0).Average())];
        IReadOnlyList<FieldState> states = model.Transform.ToState().Fields;
        int shown = Math.Min(MostFields, schema.FieldCount);
        html.Section(
            "Fields",
            "What nine in ten training rows have (of numbers, between their 5 % and 95 % quantiles), and the mean share that the field "
            + "has in the scores of the strangest rows, the largest first."
            + (shown < schema.FieldCount ? $" {shown} of {schema.FieldCount} fields." : ""));
        html.Table(
            ["field", "missing", "usually", "share in the strangest"],
            schema.Fields.OrderByDescending(field => shares[field.Index]).Take(shown).Select(field => new[]
            {
                field.Name, Missing(field, states[field.Index]), Usually(model.Transform, field, states[field.Index]),
                Scale.Percent(shares[field.Index]),
            }),
            "wrap");
    }

    // Of times nobody counts it; a row without a required one is no row.
    private static string Missing(SchemaField field, FieldState state) => state.Profile is { } profile
        ? Scale.Percent(profile.Missing / Math.Max(1.0, profile.Missing + profile.Counts.Sum()))
        : field.IsRequired ? Scale.Percent(0) : "not counted";

    private static string Usually(FeatureTransform transform, SchemaField field, FieldState state)
    {
        if (field.Kind == FieldKind.Boolean)
        {
            return $"true in {Scale.Percent(state.Mean[0])}";
        }

        if (field.Kind == FieldKind.Categorical)
        {
            int more = state.Categories.Count - MostCategories;
            return string.Join(", ", state.Categories.Take(MostCategories).Select(value => $"{value.Text} {Scale.Percent(value.Share)}"))
                + (more > 0 ? $" and {more} more" : "");
        }

        return state.Usual is { } usual && transform.Usual(field.Index, usual.Low) is { } told
            ? told.From == told.To ? $"{told.From}" : told.ToString()
            : "no number";
    }
}
