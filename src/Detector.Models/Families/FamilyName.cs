using Detector.Models.Settings;

namespace Detector.Models.Families;

/// <summary>A family, and its variant where that is said, as one text: "dense", or "dense:Sparse".</summary>
internal readonly record struct FamilyName(string Family, string? Variant = null)
{
    /// <summary>What is wrong with the variant; null where nothing is.</summary>
    public string? VariantProblem =>
        Variant is null || Enum.GetNames<Variant>().Contains(Variant, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"there is no variant {Variant}; there are: {string.Join(", ", Enum.GetNames<Variant>())}";

    public static FamilyName Parse(string text) => text.Split(':', 2) is [var family, var variant] ? new(family, variant) : new(text);

    /// <summary>The variant, or another where none is said.</summary>
    /// <exception cref="ArgumentException">There is no such variant.</exception>
    public Variant VariantOr(Variant other) =>
        VariantProblem is { } problem ? throw new ArgumentException($"{problem}.")
        : Variant is null ? other
        : Enum.Parse<Variant>(Variant, ignoreCase: true);

    public override string ToString() => Variant is null ? Family : $"{Family}:{Variant}";
}
