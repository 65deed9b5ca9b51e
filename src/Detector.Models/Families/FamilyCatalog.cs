using Detector.Models.Families.Dense;

namespace Detector.Models.Families;

/// <summary>The families there are.</summary>
internal static class FamilyCatalog
{
    private static readonly IFamily[] Families =
    [
        new DenseFamily(),
    ];

    /// <exception cref="ArgumentException">There is no family of that name.</exception>
    public static IFamily Find(string name) =>
        Families.FirstOrDefault(family => family.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no model family \"{name}\"; there are: {string.Join(", ", Families.Select(f => f.Name))}.");
}
