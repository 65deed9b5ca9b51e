using Detector.Core.Alerts;
using Detector.Streams.Status;

namespace Detector.Dashboard.Tests;

/// <summary>What a real browser shows.</summary>
public sealed class PageTests
{
    [Fact]
    public async Task The_page_shows_streams_and_alerts()
    {
        await using var host = await DashboardHost.StartAsync();
        host.Streams = [Sample.Stream("cards"),
            Sample.Waiting("machines") with { BrokerConnected = true, Missing = ["model", "assignment"] }];
        FeatureContribution count = new("count", "5", "3.6", 0.2) { Usual = new("0", "6", null, true), TogetherWith = ["country"] };
        host.Add(Sample.Alert(1) with { Score = 6.5, Included = new Dictionary<string, string> { ["terminal"] = "T-7" },
            Features = [.. Sample.Alert(1).Features, count] });

        var page = await Browser.RenderAsync(host.Url);

        Assert.Contains("1 of 2 ready", page, StringComparison.Ordinal);
        Assert.Contains("waiting for model, assignment", page, StringComparison.Ordinal);
        Assert.Contains("dense 20250301-101500 on cpu · threshold 3.25", page, StringComparison.Ordinal);
        Assert.Contains("2.0 ×", page, StringComparison.Ordinal);
        Assert.Contains("<b>country </b>Österreich", page, StringComparison.Ordinal);
        Assert.Contains(" usual by itself (0 to 6), strange together with country · 20 %", page, StringComparison.Ordinal);
        Assert.Contains("terminal T-7", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_from_events_never_become_markup()
    {
        const string Evil = "<img src=x onerror=alert(1)>";
        await using var host = await DashboardHost.StartAsync();
        host.Streams = [Sample.Stream(Evil)];
        host.Add(Sample.Alert(1, Evil) with
        {
            Key = Evil,
            Included = new Dictionary<string, string> { [Evil] = Evil },
            Features = [new FeatureContribution(Evil, Evil, Evil, 1),
                new FeatureContribution(Evil, Evil, Evil, 1) { Usual = new(Evil, Evil, null, true), TogetherWith = [Evil] }],
        });

        var page = await Browser.RenderAsync(host.Url);

        Assert.Contains("<b>&lt;img src=x onerror=alert(1)&gt; </b>&lt;img", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_says_so_when_the_daemon_no_longer_answers()
    {
        await using var host = await DashboardHost.StartAsync();
        host.Streams = null!;

        Assert.Contains("The daemon has not answered since", await Browser.RenderAsync(host.Url), StringComparison.Ordinal);
    }
}
