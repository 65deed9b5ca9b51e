using System.CommandLine;
using System.Text.RegularExpressions;
using Detector.Commands;
using Detector.TestKit;

namespace Detector.Tests.Docs;

/// <summary>Every command line in README and docs is one that the program takes: its own parser reads it.</summary>
public sealed partial class CommandLinesTests
{
    private static readonly RootCommand _root = CommandLine.Root();

    public static TheoryData<string> Pages => [.. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md")
        .Append(Path.Combine(Repository.Root, "README.md")).Select(file => Path.GetRelativePath(Repository.Root, file)).Order()];

    [Theory]
    [MemberData(nameof(Pages))]
    public void CommandsInBlocksAreWhole(string page) => Assert.All(
        Block().Matches(Text(page)).Select(match => Continued().Replace(match.Groups["line"].Value, " ")),
        line =>
        {
            // "..." stands for options that were named before.
            string[] words = Words(line);
            bool isWhole = !words.Contains("...");
            ParseResult result = _root.Parse([.. words.Where(word => word != "...")]);
            Assert.True(result.UnmatchedTokens.Count == 0, $"{line}: there is no {string.Join(' ', result.UnmatchedTokens)}");
            Assert.True(!isWhole || result.Errors.Count == 0, $"{line}: {string.Join(' ', result.Errors.Select(error => error.Message))}");
        });

    [Theory]
    [MemberData(nameof(Pages))]
    public void CommandsInTheTextNameWhatThereIs(string page) => Assert.All(
        Inline().Matches(Text(page)).Select(match => match.Groups["line"].Value),
        line => Assert.True(
            _root.Parse(Words(line)) is { UnmatchedTokens.Count: 0 } result && result.CommandResult.Command != _root || line == "--help",
            $"`detector {line}`: there is no such command or option"));

    [Fact]
    public void TheyAreFound()
    {
        Assert.InRange(Block().Count(Text("README.md")), 15, 40);
        Assert.InRange(Block().Count(Text("docs/models.md")), 15, 40);
        Assert.InRange(Inline().Count(Text("docs/operations.md")), 15, 60);
    }

    private static string Text(string page) => File.ReadAllText(Path.Combine(Repository.Root, page)).Replace("\r", "");

    // As a shell takes them, up to where another command begins or the output goes elsewhere.
    private static string[] Words(string line) => [.. Word().Matches(line).Select(match => match.Value)
        .TakeWhile(word => word is not ("|" or ">" or "&&" or "&" or ";") && !word.StartsWith('#')).Select(word => word.Trim('\'', '"'))];

    [GeneratedRegex(@"^[ >]*    ?(?:\./run\.sh|detector) (?!install\b)(?<line>[a-z-](?:[^\n\\]|\\\n?)*)", RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\\\n\s*")]
    private static partial Regex Continued();

    [GeneratedRegex(@"`(?:\./run\.sh|detector) (?!install\b)(?<line>[^`]+)`")]
    private static partial Regex Inline();

    [GeneratedRegex("""(?:'[^']*'|"[^"]*"|\S)+""")]
    private static partial Regex Word();
}
