using Detector.Core.Features;
using Detector.Core.Schemas;

namespace Detector.Commands.Text;

/// <summary>Tells which fields a model knows only one value of.</summary>
internal static class ConstantFieldsText
{
    private const int MostNamed = 5;

    /// <summary>Names them, and what another value will do; nothing where there is none.</summary>
    public static void Write(Schema schema, FeatureTransform transform, TextWriter output)
    {
        if (schema.Layout.HasPlanes)
        {
            return;
        }

        IReadOnlyList<FieldState> states = transform.ToState().Fields;
        string[] names = [.. schema.Fields.Where(field => IsConstant(field, states[field.Index])).Select(field => field.Name)];
        if (names.Length > 0)
        {
            string more = names.Length > MostNamed ? $" and {names.Length - MostNamed} more" : "";
            output.WriteLine($"WARNING: always the same in the rows trained on: {string.Join(", ", names.Take(MostNamed))}{more}. "
                + "Another value may raise an alert with each event: "
                + "train on rows in which they vary, or take out of Schema:Fields what is a month, a version or a setting that moves.");
        }
    }

    private static bool IsConstant(SchemaField field, FieldState state) => field.Kind switch
    {
        FieldKind.Numeric => state.Least is not null && state.Least == state.Most,
        FieldKind.Boolean => state.Mean[0] is 0 or 1,
        FieldKind.Categorical => state.Mean.Count(share => share > 0) == 1,
        _ => false,
    };
}
