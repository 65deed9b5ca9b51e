using Detector.Core.Samples;
using Detector.Models.Families.Ensembles;
using Detector.Models.Settings;

namespace Detector.Models.Families;

/// <summary>Families by their names, such as "dense", or "dense:Sparse" for one of its variants.</summary>
public static class FamilyChoice
{
    /// <summary>
    /// The settings with another family. Widths, the kind of score and conditions, which are one family's own, are then as if they had not
    /// been given.
    /// </summary>
    /// <param name="settings">What to start with.</param>
    /// <param name="name">A family's name, with a variant or without (the settings' own then, where the family is).</param>
    /// <exception cref="ArgumentException">There is no such family or variant.</exception>
    public static ModelSettings Of(ModelSettings settings, string name)
    {
        string[] parts = name.Split(':', 2);
        string family = EnsembleMembers.IsEnsemble(parts[0]) ? EnsembleMembers.Family : FamilyCatalog.Find(parts[0]).Name;
        bool same = family.Equals(settings.Family, StringComparison.OrdinalIgnoreCase);
        Variant variant = parts.Length > 1 ? Variant(parts[1]) : same ? settings.Variant : Settings.Variant.Plain;
        return same && variant == settings.Variant ? settings : settings with
        {
            Family = family,
            Variant = variant,
            Widths = same ? settings.Widths : [],
            Score = settings.Score with { Kind = ScoreKind.Auto },
            Variational = variant == Settings.Variant.Variational ? settings.Variational : settings.Variational with { Conditions = [] },
        };
    }

    /// <summary>Every family that takes such samples, with each of its variants.</summary>
    public static IReadOnlyList<ModelSettings> All(ModelSettings settings, SampleKind kind)
    {
        IEnumerable<string> names = FamilyCatalog.All.Where(family => family.Takes(kind)).SelectMany(family =>
            family.Variants.Select(variant => $"{family.Name}:{variant}"));
        return [.. names.Append(EnsembleMembers.Family).Select(name => Of(settings, name))];
    }

    /// <summary>Such as "dense" or "dense:Sparse".</summary>
    public static string NameOf(ModelSettings settings) =>
        settings.Variant == Settings.Variant.Plain ? settings.Family : $"{settings.Family}:{settings.Variant}";

    /// <exception cref="ArgumentException">There is no such variant.</exception>
    private static Variant Variant(string name) => Enum.TryParse(name, ignoreCase: true, out Variant variant) && Enum.IsDefined(variant)
        ? variant
        : throw new ArgumentException($"There is no variant \"{name}\"; there are: {string.Join(", ", Enum.GetNames<Variant>())}.");
}
