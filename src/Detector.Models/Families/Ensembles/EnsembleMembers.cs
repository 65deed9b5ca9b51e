using Detector.Models.Settings;

namespace Detector.Models.Families.Ensembles;

/// <summary>The members that settings ask for.</summary>
internal static class EnsembleMembers
{
    public const string Family = "ensemble";
    public const string Default = "dense";

    /// <summary>
    /// Each member's own settings: those of the model, with another family and seed; a model that is no ensemble is its own only member.
    /// </summary>
    /// <exception cref="ArgumentException">A family or variant does not exist.</exception>
    public static IReadOnlyList<ModelSettings> Of(ModelSettings settings) => IsEnsemble(settings)
        ? [.. from family in Families(settings)
              from seed in Enumerable.Range(0, settings.Ensemble.Seeds)
              select Member(settings, family, seed)]
        : [settings];

    public static bool IsEnsemble(ModelSettings settings) => IsEnsemble(settings.Family);

    public static bool IsEnsemble(string family) => family.Equals(Family, StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyList<string> Families(ModelSettings settings) =>
        settings.Ensemble.Families is { Count: > 0 } families ? families : [Default];

    private static ModelSettings Member(ModelSettings settings, string family, int seed)
    {
        var name = FamilyName.Parse(family);
        if (IsEnsemble(name.Family))
        {
            throw new ArgumentException("Model.Ensemble.Families: an ensemble cannot be a member of itself.");
        }

        if (name.VariantProblem is { } problem)
        {
            throw new ArgumentException($"Model.Ensemble.Families: {family}: {problem}.");
        }

        Variant variant = name.VariantOr(settings.Variant);
        return settings with { Family = FamilyCatalog.Find(name.Family).Name, Variant = variant, Seed = settings.Seed + seed };
    }
}
