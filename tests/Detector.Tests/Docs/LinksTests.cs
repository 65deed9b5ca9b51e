using System.Text.RegularExpressions;
using Detector.TestKit;

namespace Detector.Tests.Docs;

/// <summary>Links from page to page lead to files that are there, and to headings that they have.</summary>
public sealed partial class LinksTests
{
    [Theory]
    [MemberData(nameof(CommandLinesTests.Pages), MemberType = typeof(CommandLinesTests))]
    public void EveryLinkLeadsSomewhere(string page)
    {
        string file = Path.Combine(Repository.Root, page);
        Assert.All(Link().Matches(File.ReadAllText(file)), match =>
        {
            string named = match.Groups["file"].Value;
            string target = named.Length == 0 ? file : Path.Combine(Path.GetDirectoryName(file)!, named);
            Assert.True(Path.Exists(target), $"{match.Value}: there is no such file");
            string anchor = match.Groups["anchor"].Value;
            Assert.True(
                anchor.Length == 0 || Heading().Matches(File.ReadAllText(target)).Any(heading => Slug(heading.Groups[1].Value) == anchor),
                $"{match.Value}: there is no such heading");
        });
    }

    private static string Slug(string heading) =>
        NoSlug().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\((?!https?:)(?<file>[^)#\s]*)(?:#(?<anchor>[^)\s]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.+?)\s*$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoSlug();
}
