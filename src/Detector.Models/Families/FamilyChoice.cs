using Detector.Core.Samples;
using Detector.Models.Families.Ensembles;
using Detector.Models.Settings;

namespace Detector.Models.Families;

/// <summary>Families by their names, such as "dense", or "dense:Sparse" for one of its variants.</summary>
public static class FamilyChoice
{
    /// <summary>
    /// The settings with another family. Widths, the kind of score and conditions,
    /// which are one family's own, are then as if they had not been given.
    /// </summary>
    /// <param name="settings">What to start with.</param>
    /// <param name="name">A family's name, with a variant or without (the settings' own then, where the family is).</param>
    /// <exception cref="ArgumentException">There is no such family or variant.</exception>
    public static ModelSettings Of(ModelSettings settings, string name)
    {
        var parts = FamilyName.Parse(name);
        string family = EnsembleMembers.IsEnsemble(parts.Family) ? EnsembleMembers.Family : FamilyCatalog.Find(parts.Family).Name;
        bool same = family.Equals(settings.Family, StringComparison.OrdinalIgnoreCase);
        Variant variant = parts.VariantOr(same ? settings.Variant : Variant.Plain);
        return same && variant == settings.Variant ? settings : settings with
        {
            Family = family,
            Variant = variant,
            Widths = same ? settings.Widths : [],
            Score = settings.Score with { Kind = ScoreKind.Auto },
            Variational = variant == Variant.Variational ? settings.Variational : settings.Variational with { Conditions = [] },
        };
    }

    /// <summary>Every family that takes such samples, with each of its variants.</summary>
    public static IReadOnlyList<ModelSettings> All(ModelSettings settings, SampleKind kind)
    {
        IEnumerable<FamilyName> names = FamilyCatalog.All.Where(family => family.Takes(kind)).SelectMany(family =>
            family.Variants.Select(variant => new FamilyName(family.Name, $"{variant}")));
        return [.. names.Append(new(EnsembleMembers.Family)).Select(name => Of(settings, $"{name}"))];
    }

    /// <summary>Such as "dense" or "dense:Sparse".</summary>
    public static string NameOf(ModelSettings settings) =>
        new FamilyName(settings.Family, settings.Variant == Variant.Plain ? null : $"{settings.Variant}").ToString();
}
