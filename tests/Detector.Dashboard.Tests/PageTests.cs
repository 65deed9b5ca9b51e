using Detector.Core.Alerts;
using Detector.Core.Alerts.Frames;
using Detector.Core.Alerts.Incidents;
using Detector.Core.Scoring;
using Detector.Frames;
using Detector.Streams.Status;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;

namespace Detector.Dashboard.Tests;

/// <summary>What a real browser shows.</summary>
public sealed class PageTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Streams_and_alerts_are_shown_and_nothing_is_asked_for_elsewhere()
    {
        await using var host = await DashboardHost.StartAsync();
        host.Streams = [Sample.Stream("cards"),
            Sample.Waiting("machines") with { BrokerConnected = true, Missing = ["model", "assignment"] }];
        FeatureContribution count = new("count", "5", "3.6", 0.2) { Usual = new("0", "6", null, true), TogetherWith = ["country"] };
        host.Add(Sample.Alert(1) with { Score = 6.5, Included = new Dictionary<string, string> { ["terminal"] = "T-7" },
            Features = [.. Sample.Alert(1).Features, count] });

        await using var probe = await browser.OpenAsync(host.Url);

        await probe.SeesAsync("#overall", "1 of 2 ready");
        await probe.SeesAsync(".card", "waiting for model, assignment");
        await probe.SeesAsync(".card .model", "dense 20250301-101500 on cpu · threshold 3.25");
        await probe.SeesAsync("#alerts td.number", "2.0 ×");
        await probe.SeesAsync("#alerts .cause", "country Österreich");
        await probe.SeesAsync("#alerts .cause", "usual by itself (0 to 6), strange together with country · 20 %");
        await probe.SeesAsync("#alerts td.key", "terminal T-7");
        await probe.SeesAsync("#zone", "times in Europe/Vienna (UTC+");
        Assert.Empty(probe.Errors);
        Assert.All(probe.Requests, url => Assert.StartsWith(host.Url, url, StringComparison.Ordinal));
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
            Parts = [new ScorePart(Evil, 1, Evil)],
            Features = [new FeatureContribution(Evil, Evil, Evil, 1),
                new FeatureContribution(Evil, Evil, Evil, 1) { Usual = new(Evil, Evil, null, true), TogetherWith = [Evil] }],
        });

        await using var probe = await browser.OpenAsync(host.Url);
        await probe.Page.Locator("#alerts button.open").ClickAsync();
        await probe.SeesAsync("tr.reason td", Evil);

        Assert.Equal(0, await probe.Page.Locator("main img").CountAsync());
        Assert.Empty(probe.Errors);
    }

    [Fact]
    public async Task The_page_says_so_when_the_daemon_no_longer_answers_and_goes_on_with_the_next()
    {
        var host = await DashboardHost.StartAsync();
        host.Add(Sample.Alert(1));
        var port = new Uri(host.Url).Port;
        await using var probe = await browser.OpenAsync(host.Url);
        await probe.SeesAsync("#alerts td.key", "card-77");

        await host.DisposeAsync();
        await probe.SeesAsync("#lost", "The daemon has not answered since");

        await using var next = await DashboardHost.StartAsync(new HttpSettings { Port = port });
        next.Add(Sample.Alert(2) with { Key = "card-78" });
        await probe.SeesAsync("#alerts td.key", "card-78");
        await probe.Page.Locator("#lost").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        Assert.Equal(1, await probe.Page.Locator("#alerts button.open").CountAsync()); // the next daemon's alerts, and no other's
    }

    [Fact]
    public async Task The_hour_is_drawn_told_and_tabled_and_another_threshold_tried()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddSeconds(-3030));
        await using var host = await DashboardHost.StartAsync();
        host.Scores["cards"] = Filled(time);
        await using var probe = await browser.OpenAsync(host.Url);

        await probe.SeesAsync("#summary", "30,000 events · 43 alerts (0.14 %; asked for 1 %: 300) · highest score 8.00");
        await probe.SeesAsync("#summary", "in the last minute 250 ms");
        Assert.True(await InkAsync(probe, "rgb(192, 42, 55)") > 100, "the threshold is not drawn");
        Assert.True(await InkAsync(probe, "rgb(36, 96, 201)") > 100, "the score is not drawn");

        await probe.Page.Locator("#minutes summary").ClickAsync();
        await probe.SeesAsync("#minutes td", "600");
        await probe.Page.Locator("#whatif summary").ClickAsync();
        await probe.SeesAsync("#whatif-text", "at 3.25, which is in force, about 43");
        var slider = probe.Page.Locator("#threshold");
        await slider.FocusAsync();
        await slider.PressAsync("End");
        await probe.SeesAsync("#whatif-text", "0 alerts (0 % of 30,000 events)");
        await slider.PressAsync("Home");
        await probe.SeesAsync("#whatif-text", "30,000 alerts (100 % of 30,000 events)");
        Assert.Empty(probe.Errors);
    }

    [Fact]
    public async Task An_alert_opens_by_keyboard_to_its_reason()
    {
        await using var host = await DashboardHost.StartAsync();
        host.Add(Sample.Alert(1) with
        {
            Parts = [new ScorePart("residual", 5, "rebuilt badly"), new ScorePart("distance", 2.5, "far out"),
                new ScorePart("neighbours", 2, "far from every usual event")],
            Features = [new FeatureContribution("amount", "4210", "38.2", 0.61) { Usual = new("1.5", "310", null, false) },
                new FeatureContribution("country", "Österreich", "Italia", 0.39) { Usual = new(null, null, 0.002, false) }],
        });
        await using var probe = await browser.OpenAsync(host.Url);
        var opener = probe.Page.Locator("#alerts button.open");

        Assert.Equal("false", await opener.GetAttributeAsync("aria-expanded"));
        await opener.FocusAsync();
        await probe.Page.Keyboard.PressAsync("Enter");

        await probe.SeesAsync("tr.reason", "rebuilt badly");
        var reason = await probe.TextAsync("tr.reason");
        Assert.Contains("Score 7.50, made by", reason, StringComparison.Ordinal);
        Assert.Contains("far from every usual event (less than the other distance", reason, StringComparison.Ordinal);
        Assert.Equal(2, await probe.Page.Locator("tr.reason table").First.Locator(".bar").CountAsync());
        Assert.Contains("1.5 to 310", reason, StringComparison.Ordinal);
        Assert.Contains("0.2 % of rows", reason, StringComparison.Ordinal);
        Assert.Contains("transactions [2] @ 41", reason, StringComparison.Ordinal);
        Assert.Contains("3.25 (t7)", reason, StringComparison.Ordinal);
        host.Add(Sample.Alert(2)); // what comes closes nothing, and takes no focus
        await probe.Page.Locator("#alerts button.open").Nth(1).WaitForAsync();
        Assert.True(await probe.Page.Locator("tr.reason").IsVisibleAsync());
        Assert.Equal("cards\nid-1", await probe.Page.EvaluateAsync<string>("document.activeElement.dataset.id"));
        await probe.Page.Keyboard.PressAsync("Enter");
        await probe.Page.Locator("tr.reason").WaitForAsync(new() { State = WaitForSelectorState.Detached });

        var frame = new FrameReport { Words = "camera door-2: something", Boxes = [], Picture = PictureEncoder.Gray([0, 255], 2, 1) };
        host.Add(Sample.Alert(3) with { Frame = frame });
        await probe.SeesAsync("td.why", "camera door-2: something");
        await probe.Page.Locator("#alerts button.open").First.ClickAsync();
        await probe.Page.Locator("tr.reason img.frame").WaitForAsync();
        Assert.Equal(2, await probe.Page.EvaluateAsync<int>("document.querySelector('img.frame').decode().then(() => "
            + "document.querySelector('img.frame').naturalWidth)"));
        Assert.Empty(probe.Errors);
    }

    [Fact]
    public async Task Alerts_are_searched_filtered_and_gathered_by_key()
    {
        await using var host = await DashboardHost.StartAsync();
        host.Streams = [Sample.Stream("cards"), Sample.Stream("machines")];
        host.Add(Enumerable.Range(0, 40).Select(i => Sample.Alert(i, i % 2 == 0 ? "cards" : "machines") with
        {
            Key = $"key-{i % 5}", Score = 4 + (i * 0.25), Severity = i % 4 == 0 ? Severity.Critical : Severity.Warning,
        }));
        await using var probe = await browser.OpenAsync(host.Url);
        var rows = probe.Page.Locator("#alerts button.open");
        await rows.Nth(39).WaitForAsync();

        await probe.Page.Locator("#severity").SelectOptionAsync("critical");
        Assert.Equal(10, await rows.CountAsync());
        await probe.Page.Locator("#search").FillAsync("KEY-3 cards");
        Assert.Equal(2, await rows.CountAsync()); // 8 and 28
        await probe.Page.Locator("#severity").SelectOptionAsync("");
        Assert.Equal(4, await rows.CountAsync());
        await probe.Page.Locator("#search").FillAsync("");
        await probe.Page.Locator("#group").CheckAsync();
        Assert.Equal(10, await rows.CountAsync());
        Assert.Contains("and 3 more", await probe.TextAsync("#alerts td.key"), StringComparison.Ordinal);
        await probe.Page.Locator(".card").Nth(1).ClickAsync();
        await probe.SeesAsync("#filter", "of machines");
        await rows.Nth(4).WaitForAsync();
        Assert.Equal(5, await rows.CountAsync());
        await probe.SeesAsync("#scores-title", "machines: score");
        await probe.Page.Locator("#search").FillAsync("nothing");
        await probe.SeesAsync("#alerts", "No alert is like that.");
        Assert.Empty(probe.Errors);
    }

    [Fact]
    public async Task An_incident_is_one_entry_that_grows_and_a_frame_is_seen()
    {
        await using var host = await DashboardHost.StartAsync();
        host.Streams = [Sample.Stream("yard")];
        host.Add(Sample.Incident(IncidentState.Open));
        await using var probe = await browser.OpenAsync(host.Url);
        await probe.SeesAsync("#alerts tr", "going on");
        await probe.SeesAsync("#alerts tr", "1 frame so far");
        await probe.Page.Locator("#alerts button.open").ClickAsync();
        await probe.SeesAsync("tr.reason", "not known yet");

        host.Add(Sample.Incident(IncidentState.Closed), Sample.Incident(IncidentState.Open)); // its start comes once more
        await probe.SeesAsync("#alerts tr", "12 frames in 42 s");
        Assert.Equal(1, await probe.Page.Locator("#alerts button.open").CountAsync());
        Assert.Equal(0, await probe.Page.GetByText("going on").CountAsync());
        Assert.Contains("9.00", await probe.TextAsync("#alerts td.number"), StringComparison.Ordinal);
        var reason = await probe.TextAsync("tr.reason"); // which is open still
        const string Day = "1 Jan 1970,";
        string[] facts = ["Start", $"{Day} 01:00:00", "Peak", $"{Day} 01:00:07", "End", $"{Day} 01:00:42", "Duration", "42 s"];
        Assert.Matches(string.Join(@"\s+", facts), reason);
        Assert.Contains("something in the upper left", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("x3 y4", await probe.TextAsync("#alerts"), StringComparison.Ordinal); // a pixel tells nobody anything
        await probe.Page.Locator("tr.reason img").WaitForAsync();
        Assert.Equal(480, await probe.Page.Locator("tr.reason img")
            .EvaluateAsync<int>("async img => (await img.decode(), img.naturalWidth)"));
        Assert.Empty(probe.Errors);
    }

    [Fact]
    public async Task What_has_under_a_twentieth_of_a_score_is_no_cause_but_for_the_first()
    {
        await using var host = await DashboardHost.StartAsync();
        host.Add(
            Sample.Alert(1) with
            {
                Features = [new("amount", "1", "9", 0.96), new("hour", "1", "9", 0.05), new("country", "1", "9", 0.049)],
            },
            Sample.Alert(2) with { Features = [new("first", "1", "9", 0.04), new("second", "1", "9", 0.04)] });
        await using var probe = await browser.OpenAsync(host.Url);
        await probe.SeesAsync("#alerts .cause", "amount");
        await probe.Page.Locator("#alerts button.open").First.ClickAsync();
        await probe.Page.Locator("#alerts button.open").Nth(1).ClickAsync();

        var causes = await probe.Page.Locator("#alerts .cause b, tr.reason td > b").AllInnerTextsAsync();
        Assert.Equal(["first", "first", "amount", "hour", "amount", "hour"], causes.Select(cause => cause.Trim()));
    }

    [Fact]
    public async Task Who_is_refused_is_asked_for_the_token()
    {
        await using var host = await DashboardHost.StartAsync();
        await using var probe = await browser.OpenAsync("about:blank");
        await probe.Page.RouteAsync("**/api/events*", route =>
            route.Request.Headers.GetValueOrDefault("authorization") == "Bearer 0123456789abcdef"
                ? route.ContinueAsync()
                : route.FulfillAsync(new() { Status = 401, ContentType = "application/json", Body = """{"error":"needs the token"}""" }));
        await probe.Page.GotoAsync(host.Url);

        await probe.SeesAsync("#login", "The daemon says: needs the token.");
        await probe.Page.Locator("#token").FillAsync("0123456789abcdef");
        await probe.Page.Keyboard.PressAsync("Enter");

        await probe.SeesAsync("#overall", "ready");
    }

    [Fact]
    public async Task Models_are_seen_side_by_side_and_changed_by_who_has_the_token()
    {
        await using var host = await DashboardHost.StartAsync(token: "0123456789abcdef");
        host.Scores["cards"] = Filled(new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddSeconds(-3030)));
        await using var probe = await browser.OpenAsync(host.Url);
        await probe.Page.Locator("#models summary").ClickAsync();
        await probe.SeesAsync("#models tr", "v2serves");
        await probe.SeesAsync("#models tr", "its manifest is cut");

        await probe.Page.GetByText("Let it serve").First.ClickAsync();
        await probe.SeesAsync("#login", "needs the token");
        Assert.Equal("v2", host.Desk.Serving);
        await probe.Page.Locator("#token").FillAsync("0123456789abcdef");
        await probe.Page.Keyboard.PressAsync("Enter");
        await probe.SeesAsync("#done", "v1 serves cards");
        await probe.SeesAsync("#models tr", "v1serves");
        await probe.Page.Locator("#rollback").ClickAsync();
        await probe.SeesAsync("#done", "v2 serves cards");
        await probe.Page.Locator("#whatif summary").ClickAsync();
        await probe.SeesAsync("#whatif-text", "in force, about 43");
        await probe.Page.Locator("#threshold").PressAsync("End");
        await probe.Page.Locator("#set").ClickAsync();
        await probe.SeesAsync("#done", "the threshold is set");
        Assert.InRange(Assert.Single(host.Desk.Thresholds).Value!.Value, 8, 8.6);
        var report = await probe.Page.RunAndWaitForPopupAsync(() => probe.Page.Locator("#models a").Nth(1).ClickAsync());
        Assert.Equal("Report of v1", await report.InnerTextAsync("h1"));
    }

    [Fact]
    public async Task The_next_model_is_asked_for_and_seen_coming()
    {
        var retrainer = new FakeRetrainer();
        await using var host = await DashboardHost.StartAsync(token: "0123456789abcdef", retrainer: retrainer);
        host.Streams = [Sample.Stream("cards"), Sample.Stream("busy")];
        await using var probe = await browser.OpenAsync(host.Url);
        await probe.Page.Locator("#models summary").ClickAsync();
        await probe.Page.EvaluateAsync("sessionStorage.setItem('detector-token', '0123456789abcdef')");
        await probe.Page.GetByText("Train the next one").ClickAsync();
        await probe.SeesAsync("#done", "It is under way.");
        Assert.Equal(["cards"], retrainer.Asked);

        await probe.Page.Locator(".card").Nth(1).ClickAsync();
        await probe.SeesAsync("#training", "training ");
        await probe.SeesAsync("#retrain", "End this training");
        Assert.Empty(probe.Errors);
    }

    [Theory]
    [InlineData(420, ColorScheme.Light)]
    [InlineData(420, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    public async Task It_fits_a_telephone_and_a_dark_room(int width, ColorScheme scheme)
    {
        await using var host = await DashboardHost.StartAsync();
        host.Streams = [Sample.Stream("cards"), Sample.Waiting("a-stream-with-" + new string('l', 60) + "-name")];
        host.Scores["cards"] = Filled(new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddSeconds(-3030)));
        host.Add(Sample.Alert(1) with { Key = new string('k', 200), Parts = [new ScorePart("residual", 5, "rebuilt badly")] });
        host.Add(Sample.Incident(IncidentState.Closed), Sample.Incident(IncidentState.Open) with { Id = "next", Key = "door-3",
            Incident = Sample.Incident(IncidentState.Open).Incident! with { Id = "next" } });
        await using var probe = await browser.OpenAsync(host.Url, width, scheme: scheme);
        await probe.Page.Locator("#alerts button.open").Nth(2).ClickAsync();
        await probe.SeesAsync("tr.reason", "rebuilt badly");
        await probe.Page.Locator("#alerts button.open").Nth(1).ClickAsync();
        await probe.Page.Locator("tr.reason img").WaitForAsync();
        await probe.Page.Locator("#chart canvas").WaitForAsync();

        Assert.InRange(await probe.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, width);
        Assert.False(await probe.Page.Locator("#alerts").EvaluateAsync<bool>("table => table.scrollWidth > table.clientWidth"), "cut off");
        Assert.True(await probe.Page.Locator("#chart canvas").EvaluateAsync<double>("c => c.getBoundingClientRect().width") > width / 2);
        if (Environment.GetEnvironmentVariable("DETECTOR_SCREENSHOTS") is { } folder)
        {
            await probe.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"page-{width}-{scheme}.png"), FullPage = true });
        }

        Assert.Empty(probe.Errors);
    }

    // Ten events a second for fifty minutes; one in 70 seconds has an alert.
    private static ScoreHistory Filled(FakeTimeProvider time)
    {
        var history = new ScoreHistory(time);
        var random = new Random(7);
        for (var second = 0; second < 3000; second++)
        {
            var scores = Enumerable.Range(0, 10)
                .Select(_ => (float)Math.Exp(0.3 * (random.NextDouble() + random.NextDouble() - 1))).ToArray();
            scores[3] = second % 70 == 0 ? 8 : scores[3];
            history.Add(scores, second % 70 == 0 ? 1 : 0, 3.25, 0.25);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        return history;
    }

    // Pixels of the chart that have a colour, but for what smoothing takes from it.
    private static Task<int> InkAsync(PageProbe probe, string colour) => probe.Page.Locator("#chart canvas").EvaluateAsync<int>("""
        (canvas, colour) => {
          const [r, g, b] = colour.match(/\d+/g).map(Number);
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let count = 0;
          for (let i = 0; i < data.length; i += 4)
            if (data[i + 3] > 100 && Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 30) count++;
          return count;
        }
        """, colour);
}
