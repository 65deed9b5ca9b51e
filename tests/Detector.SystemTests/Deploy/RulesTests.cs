using System.Text.RegularExpressions;
using Detector.TestKit;

namespace Detector.SystemTests.Deploy;

/// <summary>The rules that are shipped for Prometheus, judged by Prometheus' own tool.</summary>
public sealed class RulesTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy", "prometheus");

    [Fact]
    public async Task PromtoolIsContentWithRulesAndScrapingAndTheirCasesComeOutAsWritten()
    {
        PrometheusServer.SkipUnlessInstalled();
        await ChildProcess.SucceedAsync("promtool", ["check", "config", "prometheus.yml", "compose.yml"], directory: Folder);
        await ChildProcess.SucceedAsync("promtool", ["test", "rules", "detector.rules.test.yml"], directory: Folder);
    }

    [Fact]
    public void EveryAlertHasACaseInWhichItFiresAndARunbook()
    {
        string rules = File.ReadAllText(Path.Combine(Folder, "detector.rules.yml"));
        string cases = File.ReadAllText(Path.Combine(Folder, "detector.rules.test.yml"));
        string runbooks = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        string[] alerts = [.. Regex.Matches(rules, "- alert: (\\w+)").Select(match => match.Groups[1].Value)];
        Assert.Equal(16, alerts.Length);
        Assert.All(alerts, alert =>
        {
            Assert.Matches($"alertname: {alert}\n +exp_alerts:\n +- exp_labels", cases);
            Assert.Contains($"runbook: docs/operations.md#{alert.ToLowerInvariant()}\n", rules);
            Assert.Contains($"\n### {alert}\n", runbooks);
        });
    }
}
