using Detector.Core.Text;
using Detector.Models.Families.Ensembles;

namespace Detector.Models.Families;

/// <summary>A text must name a family; whether the family goes with the rest of the settings, <see cref="ModelCheck"/> says.</summary>
/// <param name="isMember">Whether it is a member of an ensemble, which may have a variant behind a colon.</param>
public sealed class FamilyNameAttribute(bool isMember = false) : TextRuleAttribute
{
    /// <inheritdoc/>
    public override string Pattern => string.Join('|', Values);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Values => isMember
        ? [.. FamilyCatalog.All.SelectMany(family => Names(family))]
        : [.. FamilyCatalog.All.Select(family => family.Name), EnsembleMembers.Family];

    /// <inheritdoc/>
    protected override string? Problem(string text)
    {
        FamilyName name = isMember ? FamilyName.Parse(text) : new(text);
        return isMember && EnsembleMembers.IsEnsemble(name.Family)
            ? "an ensemble cannot be a member of itself"
            : FamilyCatalog.NameProblem(name.Family) ?? name.VariantProblem;
    }

    private static IEnumerable<string> Names(IFamily family) =>
        family.Variants.Select(variant => $"{new FamilyName(family.Name, $"{variant}")}").Prepend(family.Name);
}
