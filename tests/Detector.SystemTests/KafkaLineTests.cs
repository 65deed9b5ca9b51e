using System.Diagnostics;
using System.Text.Json.Nodes;
using Detector.TestKit;

namespace Detector.SystemTests;

/// <summary>The whole line over a real Apache Kafka, and what only a real one can do.</summary>
public sealed class KafkaLineTests(TrainedStream stream, KafkaFixture fixture) : LineTests(stream)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly TrainedStream _stream = stream;

    protected override string Bootstrap => fixture.Kafka.BootstrapServers;

    [Fact]
    public async Task SigtermUnderLoadLosesNothingAndCommitsAllThatWasScored()
    {
        string topic = NewTopic();
        Send(topic, _stream.Events);
        string settings = SmallBatches(topic);
        using (DetectorProcess first = DetectorProcess.Start(_stream.Directory, "run", "--config", settings))
        {
            KafkaTopics.Read(Bootstrap, $"{topic}-alerts", _stream.ExpectedAlerts.Count / 4, Patience);
            first.Terminate();
            Assert.Equal(0, await first.WaitForExitAsync());
        }

        Assert.InRange(Committed(topic), 1, TrainedStream.EventCount);
        using DetectorProcess second = DetectorProcess.Start(_stream.Directory, "run", "--config", settings);
        IReadOnlyList<TestMessage> alerts = KafkaTopics.Read(Bootstrap, $"{topic}-alerts", _stream.ExpectedAlerts.Count, Patience);

        // An orderly stop commits everything that it alerted on, so nothing comes twice.
        Assert.Equal(_stream.ExpectedAlerts.Order(), alerts.Select(IndexOf).Order());

        // The first daemon's alerts, which the second has from their topic, and its own: each once.
        await Eventually.TrueAsync(
            async () => Ids(await second.GetAsync("/api/alerts?limit=1000")).SetEquals(alerts.Select(alert => alert.Header("ce_id")!)),
            Patience, () => second.Output);

        static HashSet<string> Ids(string json) => [.. JsonNode.Parse(json)!.AsArray().Select(alert => (string)alert!["id"]!)];
    }

    [Theory, InlineData("Classic"), InlineData("Consumer")]
    public async Task KilledAgainAndAgainItLosesNothingAndRepeatsAlertsWithTheSameIds(string protocol)
    {
        string topic = NewTopic();
        Send(topic, _stream.Events);

        // While no broker takes the alerts, events are read and scored, and those from the first alert on must not be committed.
        SmallBatches(topic, s => Quick(s)["Alerts"]!["Bootstrap"] = "127.0.0.1:1");
        await KillWhenAsync(() => Committed(topic) > 0);
        string settings = SmallBatches(topic, s => Quick(s));
        for (int round = 1; round <= 2; round++)
        {
            await KillWhenAsync(
                () => KafkaTopics.Read(Bootstrap, $"{topic}-alerts", round * _stream.ExpectedAlerts.Count / 4, Patience).Count > 0);
        }

        using DetectorProcess last = DetectorProcess.Start(_stream.Directory, "run", "--config", settings);
        IReadOnlyList<TestMessage> alerts = KafkaTopics.ReadUntil(
            Bootstrap, $"{topic}-alerts", all => all.Select(IndexOf).Distinct().Count() >= _stream.ExpectedAlerts.Count,
            "every alert", Patience);
        Assert.Equal(_stream.ExpectedAlerts.Order(), alerts.Select(IndexOf).Distinct().Order());
        Assert.All(alerts.GroupBy(IndexOf), again => Assert.Single(again.Select(alert => alert.Header("ce_id")).Distinct()));

        // Commits often, and the group forgets a killed member soon.
        JsonNode Quick(JsonNode s)
        {
            s["Source"]!["GroupProtocol"] = protocol;
            s["Source"]!["SessionTimeout"] = protocol == "Classic" ? "2s" : null;
            s["Source"]!["CommitInterval"] = "100ms";
            return s;
        }

        async Task KillWhenAsync(Func<bool> isTime)
        {
            using DetectorProcess daemon = DetectorProcess.Start(_stream.Directory, "run", "--config", $"{topic}.json");
            await Eventually.TrueAsync(() => Task.FromResult(isTime()), Patience, () => daemon.Output);
            daemon.KillNow();
            await daemon.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task ATopicThatIsNotThereYetIsWaitedFor()
    {
        string topic = $"late-{Guid.NewGuid():N}";
        using DetectorProcess daemon = DetectorProcess.Start(_stream.Directory, "run", "--config", _stream.SettingsFor(Bootstrap, topic));
        await Eventually.TrueAsync(async () => await daemon.ReadyAsync() is not null, Patience, () => daemon.Output);
        await Eventually.TrueAsync(
            async () => (await daemon.ReadinessAsync()).Contains($"\"missing\":[\"topic {topic}\"]", StringComparison.Ordinal),
            Patience, () => daemon.Output);

        KafkaTopics.Create(Bootstrap, topic);
        Send(topic, _stream.Events.Take(1000));
        await daemon.WaitUntilReadyAsync();
        int expected = _stream.ExpectedAlerts.Count(i => i < 1000);
        Assert.Equal(expected, KafkaTopics.Read(Bootstrap, $"{topic}-alerts", expected, Patience).Count);
    }

    [Fact]
    public async Task WhileAlertsCannotBeDeliveredItIsNotReadyAndAStopLeavesThemForTheNextStart()
    {
        string topic = NewTopic();
        Send(topic, _stream.Events);
        string settings = _stream.SettingsFor(Bootstrap, topic, s => s["Alerts"]!["CreateTopics"] = false);
        using (DetectorProcess first = DetectorProcess.Start(_stream.Directory, "run", "--config", settings))
        {
            string scored = $"detector_events_scored_total{{stream=\"cards\"}} {TrainedStream.EventCount}\n";
            await Eventually.TrueAsync(
                async () => await first.ReadyAsync() is not null && (await first.GetAsync("/metrics")).Contains(scored),
                Patience, () => first.Output);
            await Eventually.TrueAsync(
                async () => (await first.ReadinessAsync()).Contains("\"missing\":[\"delivery\"]", StringComparison.Ordinal),
                Patience, () => first.Output);
            Assert.Contains($"there is no topic \u0027{topic}-alerts", await first.GetAsync("/api/streams"));
            var clock = Stopwatch.StartNew();
            first.Terminate();
            Assert.Equal(1, await first.WaitForExitAsync());
            Assert.InRange(clock.Elapsed.TotalSeconds, 0, 29); // the host would end it after 30
            Assert.Contains($"{_stream.ExpectedAlerts.Count} alerts and dead letters are left for the next start", first.Output);
            Assert.Contains("detector: not all that was under way could be delivered in time (cards)", first.Output);
        }

        Assert.Empty(KafkaTopics.Members(Bootstrap, TrainedStream.GroupOf(topic)));
        KafkaTopics.Create(Bootstrap, $"{topic}-alerts");
        KafkaTopics.Create(Bootstrap, $"{topic}-alerts.dead-letters");
        using DetectorProcess second = DetectorProcess.Start(_stream.Directory, "run", "--config", settings);
        await second.WaitUntilReadyAsync();
        IReadOnlyList<TestMessage> alerts = KafkaTopics.Read(Bootstrap, $"{topic}-alerts", _stream.ExpectedAlerts.Count, Patience);
        Assert.Equal(_stream.ExpectedAlerts.Order(), alerts.Select(IndexOf).Order());
    }

    protected override string NewTopic() => fixture.NewTopic();

    private long Committed(string topic) =>
        Enumerable.Range(0, 4).Sum(p => Math.Max(0, KafkaTopics.Committed(Bootstrap, TrainedStream.GroupOf(topic), topic, p)));

    // So that a stop finds the line busy.
    private string SmallBatches(string topic, Action<JsonNode>? change = null) => _stream.SettingsFor(Bootstrap, topic, s =>
    {
        s["Batch"] = new JsonObject { ["Size"] = 16 };
        change?.Invoke(s);
    });
}
