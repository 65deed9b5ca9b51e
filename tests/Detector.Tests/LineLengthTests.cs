using Detector.TestKit;

namespace Detector.Tests;

/// <summary>Lines of the product's code end where two files fit beside each other on a screen.</summary>
public sealed class LineLengthTests
{
    private const int Longest = 139;

    [Fact]
    public void NoLineIsTooLong()
    {
        string source = Path.Combine(Repository.Root, "src");
        string[] tooLong =
        [
            .. from file in Directory.GetFiles(source, "*.cs", SearchOption.AllDirectories)
               let path = Path.GetRelativePath(source, file)
               where !path.Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj")
               from line in File.ReadLines(file).Index()
               where line.Item.Length > Longest
               orderby path, line.Index
               select $"{path}:{line.Index + 1} has {line.Item.Length} characters",
        ];
        Assert.True(tooLong.Length == 0, string.Join('\n', tooLong));
    }
}
