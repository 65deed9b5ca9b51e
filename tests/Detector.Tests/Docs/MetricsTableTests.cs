using System.Text.RegularExpressions;
using Detector.TestKit;

namespace Detector.Tests.Docs;

/// <summary>docs/operations.md has every metric of the sources, and no other; so have rules and dashboards.</summary>
public sealed partial class MetricsTableTests
{
    private static readonly HashSet<string> _made = [.. Directory
        .GetFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
        .SelectMany(file => Made().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value)];

    [Fact]
    public void EveryMetricIsInTheTableAndEveryRowIsOfAMetric()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        string[] told = [.. page.Split('\n').Where(line => line.StartsWith("| `detector_", StringComparison.Ordinal))
            .SelectMany(line => Name().Matches(line.Split('|')[1])).Select(match => match.Value)];

        Assert.InRange(_made.Count, 40, 100);
        Assert.Equal(_made.Order(), told.Order());
    }

    [Theory]
    [InlineData("grafana/dashboards")]
    [InlineData("prometheus")]
    public void WhatIsWatchedIsThere(string folder) => Assert.All(
        Directory.GetFiles(Path.Combine(Repository.Root, "deploy", folder))
            .SelectMany(file => Asked().Matches(File.ReadAllText(file))).Select(match => match.Value).Distinct(),
        name => Assert.Contains(_made, made => name == made || Regex.IsMatch(name, $"^{made}_(bucket|count|sum)$")));

    [GeneratedRegex(@"Create(?:Counter|Gauge|Histogram)\(\s*""(\w+)""")]
    private static partial Regex Made();

    [GeneratedRegex(@"detector_\w+")]
    private static partial Regex Name();

    // Not what rules record, which has a colon before it.
    [GeneratedRegex(@"(?<![:\w])detector_\w+(?![\w:]*:)")]
    private static partial Regex Asked();
}
