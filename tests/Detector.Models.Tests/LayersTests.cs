using System.Text.RegularExpressions;
using Detector.TestKit;

namespace Detector.Models.Tests;

/// <summary>Within the room, too, leaf types lie below their users: scoring stands without training, reports and pictures.</summary>
public sealed partial class LayersTests
{
    // From the lowest to the highest; a folder names those before it.
    private static readonly string[] Layers =
    [
        "Settings", "Storage", "Objects", "Torch", "Stages", "Families", "Scoring", "Generation", "Bundles", "Training", "Reports",
        "Packing",
    ];

    // What a family may be called is asked of the families, by an annotation.
    private static readonly string[] Exceptions = ["Settings/EnsembleSettings.cs uses Families",
        "Settings/ModelSettings.cs uses Families"];

    [Fact]
    public void AFolderNamesOnlyThoseBelowIt()
    {
        string room = Path.Combine(Repository.Root, "src", "Detector.Models");
        string[] folders = [.. Directory.GetDirectories(room).Select(Path.GetFileName)
            .Where(name => name is not ("bin" or "obj")).Select(name => name!)];
        Assert.Equal(Layers.Order(), folders.Order());
        IEnumerable<string> upward =
            from folder in folders
            from file in Directory.GetFiles(Path.Combine(room, folder), "*.cs", SearchOption.AllDirectories)
            from other in Named(File.ReadAllText(file), room).Distinct()
            where Array.IndexOf(Layers, other) > Array.IndexOf(Layers, folder)
            select $"{Path.GetRelativePath(room, file)} uses {other}";
        Assert.Equal(Exceptions, upward.Order());
    }

    // By a using, or a type by its folder's name before its own.
    private static IEnumerable<string> Named(string code, string room) =>
        Using().Matches(code).Select(used => used.Groups[1].Value).Concat(
            from Match used in Qualified().Matches(code)
            let folder = Path.Combine(room, used.Groups[1].Value)
            where Directory.Exists(folder)
                && Directory.EnumerateFiles(folder, $"{used.Groups[2].Value}.cs", SearchOption.AllDirectories).Any()
            select used.Groups[1].Value);

    [GeneratedRegex(@"^(?:global )?using (?:\w+ = |static )?Detector\.Models\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"(?<![\w.])(?:(?:Detector\.)?Models\.)?([A-Z]\w+)\.([A-Z]\w*)")]
    private static partial Regex Qualified();
}
