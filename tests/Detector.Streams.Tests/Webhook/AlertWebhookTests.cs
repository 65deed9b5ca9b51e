using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Detector.Core.Alerts;
using Detector.Core.Alerts.Incidents;
using Detector.Core.Batches;
using Detector.Core.Scoring;
using Detector.Streams.Tests.Pipeline;
using Detector.Streams.Webhook;
using Detector.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Detector.Streams.Tests.Webhook;

/// <summary>Alerts told to a real HTTP server.</summary>
public sealed class AlertWebhookTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);
    private readonly FakeTimeProvider _time = new(Now);
    private readonly FakeLog _log = new();
    private readonly ConcurrentQueue<JsonElement[]> _told = new();
    private readonly ConcurrentQueue<int> _answers = new();
    private readonly TaskCompletionSource _open = new();
    private WebApplication _server = null!;

    private string Url => _server.Urls.Single();

    private IEnumerable<string> Keys => _told.SelectMany(told => told).Select(one => Label(one, "key")!);

    public async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.MapPost("/api/v2/alerts", async (HttpRequest request) =>
        {
            await _open.Task;
            int answer = _answers.TryDequeue(out int wanted) ? wanted : 200;
            if (answer == 200)
            {
                Assert.Equal("application/json", request.ContentType);
                _told.Enqueue([.. (await JsonDocument.ParseAsync(request.Body)).RootElement.EnumerateArray()]);
            }

            return Results.StatusCode(answer);
        });
        await _server.StartAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task AnAlertIsToldAsAlertmanagerTakesIt()
    {
        _open.SetResult();
        await using AlertWebhook webhook = Start();
        Publish(webhook, Alert("card-7"), Alert(null) with { EventTime = Now.AddHours(1), Severity = Severity.Critical });
        await Eventually.Holds(() => webhook.Sent == 2, "both were sent");

        JsonElement[] told = [.. _told.SelectMany(one => one)];
        Assert.Equal(
            """{"alertname":"DetectorAnomaly","stream":"cards","severity":"warning","key":"card-7"}""",
            told[0].GetProperty("labels").GetRawText());
        Assert.Equal((null, "critical"), (Label(told[1], "key"), Label(told[1], "severity")));
        JsonElement annotations = told[0].GetProperty("annotations");
        Assert.Equal("score 7.5 over the threshold of 3.25", annotations.GetProperty("summary").GetString());
        Assert.Equal("amount 4210: usually 1 to 300 (61 %)", annotations.GetProperty("description").GetString());
        Assert.Equal("transactions[2]@41", annotations.GetProperty("event").GetString());
        Assert.Equal(Now.AddMinutes(-1), told[0].GetProperty("startsAt").GetDateTimeOffset());
        Assert.Equal(Now, told[1].GetProperty("startsAt").GetDateTimeOffset()); // a clock that is ahead
        Assert.False(told[0].TryGetProperty("endsAt", out _));
    }

    [Fact]
    public async Task AnIncidentGoesOnUntilItsEndWhichEndsItHoweverSevereItBecame()
    {
        _open.SetResult();
        await using AlertWebhook webhook = Start();
        Publish(webhook, Incident(IncidentState.Open, Severity.Warning));
        await Eventually.Holds(() => webhook.Sent == 1, "the start was sent");
        Publish(webhook, Incident(IncidentState.Closed, Severity.Critical));
        await Eventually.Holds(() => webhook.Sent == 2, "the end was sent");

        JsonElement[] told = [.. _told.SelectMany(one => one)];
        Assert.Equal(["warning", "warning", "critical"], told.Select(one => Label(one, "severity")));
        Assert.All(told, one => Assert.Equal(Now.AddMinutes(-2), one.GetProperty("startsAt").GetDateTimeOffset()));
        Assert.True(told[0].GetProperty("endsAt").GetDateTimeOffset() > Now + IncidentSettings.LongestAllowed);
        Assert.All(told[1..], one => Assert.Equal(Now.AddMinutes(-1), one.GetProperty("endsAt").GetDateTimeOffset()));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task WhatIsNotTakenNowIsTriedAgainInItsOrderAndSaidOnce(int answer)
    {
        _answers.Enqueue(answer);
        _answers.Enqueue(answer);
        _open.SetResult();
        await using AlertWebhook webhook = Start();
        Publish(webhook, [.. Enumerable.Range(0, 250).Select(i => Alert($"{i}"))]);
        await Eventually.Holds(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return webhook.Sent == 250;
            },
            "all were sent");

        Assert.Equal(Enumerable.Range(0, 250).Select(i => $"{i}"), Keys);
        Assert.Equal(0, webhook.Dropped);
        Assert.All(_told, batch => Assert.InRange(batch.Length, 1, 100));
        Assert.Contains($"it answers {answer}", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsRefusedIsDroppedCountedAndSaid()
    {
        _answers.Enqueue(400);
        _open.SetResult();
        await using AlertWebhook webhook = Start();
        Publish(webhook, Alert("bad"));
        await Eventually.Holds(() => webhook.Dropped == 1, "it was dropped");
        Publish(webhook, Alert("good"));
        await Eventually.Holds(() => webhook.Sent == 1, "the next was sent");

        Assert.Equal(["good"], Keys);
        Assert.Contains(
            "(1 dropped since the start), the topic has them all: it answers 400", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NobodyWaitsForAServerThatDoesNotAnswer()
    {
        AlertWebhook webhook = Start(most: 10);
        Publish(webhook, [.. Enumerable.Range(0, 500).Select(i => Alert($"{i}"))]); // returns

        // What the loop took for its first request, and what waits; all else found no room.
        Assert.InRange(webhook.Dropped, 500 - 100 - 10, 490);
        Assert.Contains("more alerts come than it takes", _log.Lines.First(), StringComparison.Ordinal);
        ValueTask end = webhook.DisposeAsync();
        _time.Advance(TimeSpan.FromSeconds(2));
        await end;
        Assert.Equal((0, 500), (webhook.Sent, webhook.Dropped));
        _open.SetResult();
    }

    [Fact]
    public async Task AServerThatIsNotThereIsNamed()
    {
        string url = $"http://127.0.0.1:{FreePort.Next()}";
        var webhook = new AlertWebhook("cards", url, 10, _time, _log);
        Publish(webhook, Alert("1"));
        await Eventually.Holds(() => _log.Lines.Count == 1, "it was said");
        ValueTask end = webhook.DisposeAsync();
        _time.Advance(TimeSpan.FromSeconds(2));
        await end;

        Assert.StartsWith($"Stream cards: {url}/api/v2/alerts is not told of every alert", _log.Lines.First(), StringComparison.Ordinal);
        Assert.Equal(1, webhook.Dropped);
    }

    private AlertWebhook Start(int most = 1000) => new("cards", Url, most, _time, _log);

    private static void Publish(AlertWebhook webhook, params Alert[] alerts) =>
        webhook.Published(Serving.Of(new FakeScorer("m1")), new Batch(1, 1), new BatchScores(1), alerts);

    private static string? Label(JsonElement alert, string name) =>
        alert.GetProperty("labels").TryGetProperty(name, out JsonElement label) ? label.GetString() : null;

    private static Alert Incident(IncidentState state, Severity severity) => Alert("door-2") with
    {
        Severity = severity,
        Incident = new IncidentReport
        {
            Id = "1", State = state, Start = Now.AddMinutes(-2), Peak = Now.AddMinutes(-2), PeakScore = 9, Events = 3,
            End = state == IncidentState.Closed ? Now.AddMinutes(-1) : null,
        },
    };

    private static Alert Alert(string? key) => new()
    {
        Id = "id", Stream = "cards", Key = key, EventTime = Now.AddMinutes(-1), Score = 7.5, ResidualScore = 5, DistanceScore = 0,
        CodeScore = 2.5, ReconstructionError = 0.75, Threshold = 3.25, Severity = Severity.Warning, ModelVersion = "m1",
        ThresholdVersion = "t1", Topic = "transactions", Partition = 2, Offset = 41,
        Features = [new FeatureContribution("amount", "4210", "38.2", 0.61) { Usual = new("1", "300", null, false) }],
    };
}
