using Detector.TestKit;

namespace Detector.Tests;

/// <summary>Lines end where two files fit beside each other on a screen, and a file's thought fits in one head.</summary>
public sealed class LineLengthTests
{
    private const int Longest = 139;
    private const int Most = 400;

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    public void NoLineIsTooLong(string folder) => Check(
        from file in Files(folder)
        from line in file.Lines.Index()
        where line.Item.Length > Longest
        select $"{file.Path}:{line.Index + 1} has {line.Item.Length} characters");

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    public void NoFileIsTooLong(string folder) => Check(
        from file in Files(folder)
        where file.Lines.Length > Most
        select $"{file.Path} has {file.Lines.Length} lines");

    // Each of them is told, uncut.
    private static void Check(IEnumerable<string> tooLong)
    {
        string all = string.Join('\n', tooLong);
        Assert.True(all.Length == 0, all);
    }

    private static IEnumerable<(string Path, string[] Lines)> Files(string folder) =>
        from file in Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories).Order()
        let path = Path.GetRelativePath(Repository.Root, file)
        where !path.Split(Path.DirectorySeparatorChar).Any(name => name is "bin" or "obj")
        select (path, File.ReadAllLines(file));
}
