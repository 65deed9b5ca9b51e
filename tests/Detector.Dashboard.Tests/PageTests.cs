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
        host.Streams = [Sample.Stream("cards"), Sample.Waiting("machines") with { BrokerConnected = true, Missing = ["model", "assignment"] }];
        host.Add(Sample.Alert(1) with { Score = 6.5 });

        var page = await Browser.RenderAsync(host.Url);

        Assert.Contains("1 of 2 ready", page, StringComparison.Ordinal);
        Assert.Contains("waiting for model, assignment", page, StringComparison.Ordinal);
        Assert.Contains("dense 20250301-101500 on cpu · threshold 3.25", page, StringComparison.Ordinal);
        Assert.Contains("2.0 ×", page, StringComparison.Ordinal);
        Assert.Contains("<b>country </b>Österreich", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_from_events_never_become_markup()
    {
        const string Evil = "<img src=x onerror=alert(1)>";
        await using var host = await DashboardHost.StartAsync();
        host.Streams = [Sample.Stream(Evil)];
        host.Add(Sample.Alert(1, Evil) with { Key = Evil, Features = [new FeatureContribution(Evil, Evil, Evil, 1)] });

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
