using Detector.Core.Text;
using Detector.Models.Families.Ensembles;
using Detector.Models.Settings;

namespace Detector.Models.Families;

/// <summary>A text must name a family; whether the family goes with the rest of the settings, <see cref="ModelCheck"/> says.</summary>
/// <param name="isMember">Whether it is a member of an ensemble, which may have a variant behind a colon.</param>
public sealed class FamilyNameAttribute(bool isMember = false) : TextRuleAttribute
{
    /// <inheritdoc/>
    public override string Pattern => string.Join('|', Values);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Values => isMember
        ? [.. FamilyCatalog.All.SelectMany(family => family.Variants.Select(variant => $"{family.Name}:{variant}").Prepend(family.Name))]
        : [.. FamilyCatalog.All.Select(family => family.Name), EnsembleMembers.Family];

    /// <inheritdoc/>
    protected override string? Problem(string text)
    {
        string[] parts = isMember ? text.Split(':', 2) : [text];
        return isMember && EnsembleMembers.IsEnsemble(parts[0]) ? "an ensemble cannot be a member of itself"
            : FamilyCatalog.NameProblem(parts[0])
            ?? (parts.Length > 1 && !Enum.GetNames<Variant>().Contains(parts[1], StringComparer.OrdinalIgnoreCase)
                ? $"there is no variant {parts[1]}; there are: {string.Join(", ", Enum.GetNames<Variant>())}"
                : null);
    }
}
