using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Models.Settings;

namespace Detector.Models.Families;

/// <summary>Finds the numbers of a sample that a conditional model is told.</summary>
internal static class ConditionPlaces
{
    /// <summary>What a model of such samples is made for.</summary>
    /// <exception cref="ArgumentException">A condition is no field, or all fields are conditions.</exception>
    public static ModelInput Input(ModelSettings settings, Schema schema, FeatureTransform transform, SampleLayout shape)
    {
        IReadOnlyList<string> names = settings.Variational.Conditions;
        if (names.Count == 0)
        {
            return new ModelInput(shape);
        }

        HashSet<int> fields = [.. names.Select(name => Field(schema, name))];
        int[] places = [.. Enumerable.Range(0, shape.Width).Where(place => fields.Contains(transform.FieldOf(place % transform.Width)))];
        return places.Length < shape.Width
            ? new ModelInput(shape, places)
            : throw new ArgumentException("Model.Variational.Conditions: all fields are conditions, "
                + "so that there is nothing left to model.");
    }

    private static int Field(Schema schema, string name) =>
        schema.IndexOf(name) is >= 0 and var field ? field
        : throw new ArgumentException($"Model.Variational.Conditions: there is no field {name}; there are: "
            + $"{string.Join(", ", schema.Fields.Select(field => field.Name))}.");
}
