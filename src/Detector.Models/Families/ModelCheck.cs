using Detector.Core.Samples;
using Detector.Models.Families.Ensembles;
using Detector.Models.Settings;

namespace Detector.Models.Families;

/// <summary>Finds, without Torch, what training would refuse in a model's settings.</summary>
public static class ModelCheck
{
    /// <summary>Everything that is wrong with them beyond what their annotations say.</summary>
    /// <param name="settings">The model.</param>
    /// <param name="kind">What it is to see.</param>
    /// <param name="fields">The schema's fields.</param>
    public static IReadOnlyList<ModelProblem> Problems(ModelSettings settings, SampleKind kind, IReadOnlyCollection<string> fields)
    {
        IEnumerable<ModelProblem> ofMembers = EnsembleMembers.IsEnsemble(settings)
            ? settings.Ensemble.Families.Index().SelectMany(family =>
                OfMember(settings, family.Item, $"Ensemble:Families:{family.Index}", kind))
                .Concat(settings.Ensemble.Families.Count > 0 ? [] : OfMember(settings, EnsembleMembers.Default, "Family", kind))
            : FamilyCatalog.Check(settings, kind, Told(kind));
        return [.. ofMembers.Concat(Conditions(settings, fields)).Distinct()];
    }

    // What is wrong with the family and its variant, the entry says; all else is every member's.
    private static IEnumerable<ModelProblem> OfMember(ModelSettings settings, string family, string place, SampleKind kind)
    {
        try
        {
            var alone = new EnsembleSettings { Seeds = 1, Families = [family] };
            ModelSettings member = EnsembleMembers.Of(settings with { Ensemble = alone })[0];
            return FamilyCatalog.Check(member, kind, Told(kind))
                .Select(problem => problem.Setting is "Family" or "Variant" ? problem with { Setting = place } : problem);
        }
        catch (ArgumentException e)
        {
            return [new ModelProblem(place, e.Message.Replace("Model.Ensemble.Families: ", "", StringComparison.Ordinal).TrimEnd('.'))];
        }
    }

    private static IEnumerable<ModelProblem> Conditions(ModelSettings settings, IReadOnlyCollection<string> fields)
    {
        IReadOnlyList<string> names = settings.Variational.Conditions;
        foreach ((int index, string name) in names.Index().Where(name => !fields.Contains(name.Item)))
        {
            yield return new ModelProblem(
                $"Variational:Conditions:{index}", $"there is no field {name}; there are: {string.Join(", ", fields)}");
        }

        if (names.Count > 0 && fields.All(names.Contains))
        {
            yield return new ModelProblem("Variational:Conditions", "all fields are conditions, so that there is nothing left to model");
        }
    }

    private static string Told(SampleKind kind) => kind switch
    {
        SampleKind.Vector => "vector, which an event by itself is (Window:Steps above 1 makes sequences)",
        SampleKind.Sequence => "sequence, which Window:Steps above 1 makes of events",
        _ => "image",
    };
}
