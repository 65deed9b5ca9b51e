using System.Text.Json.Nodes;
using Detector.TestKit;

namespace Detector.SystemTests;

/// <summary>A line that is stopped and killed while it is busy: over a real Apache Kafka.</summary>
public sealed class BusyLineTests(TrainedStream stream, KafkaFixture fixture)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private string Bootstrap => fixture.Kafka.BootstrapServers;

    [Fact]
    public async Task SigtermUnderLoadLosesNothingAndCommitsAllThatWasScored()
    {
        string topic = fixture.NewTopic();
        stream.Send(Bootstrap, topic);
        string settings = SmallBatches(topic);
        using (DetectorProcess first = DetectorProcess.Start(stream.Directory, "run", "--config", settings))
        {
            KafkaTopics.Read(Bootstrap, $"{topic}-alerts", stream.ExpectedAlerts.Count / 4, Patience);
            first.Terminate();
            Assert.Equal(0, await first.WaitForExitAsync());
        }

        Assert.InRange(Committed(topic), 1, TrainedStream.EventCount);
        using DetectorProcess second = DetectorProcess.Start(stream.Directory, "run", "--config", settings);
        IReadOnlyList<TestMessage> alerts = KafkaTopics.Read(Bootstrap, $"{topic}-alerts", stream.ExpectedAlerts.Count, Patience);

        // An orderly stop commits everything that it alerted on, so nothing comes twice.
        Assert.Equal(stream.ExpectedAlerts.Order(), alerts.Select(TrainedStream.IndexOf).Order());

        // The first daemon's alerts, which the second has from their topic, and its own: each once.
        await Eventually.TrueAsync(
            async () => Ids(await second.GetAsync("/api/alerts?limit=1000")).SetEquals(alerts.Select(alert => alert.Header("ce_id")!)),
            Patience, () => second.Output);

        static HashSet<string> Ids(string json) => [.. JsonNode.Parse(json)!.AsArray().Select(alert => (string)alert!["id"]!)];
    }

    [Theory, InlineData("Classic"), InlineData("Consumer")]
    public async Task KilledAgainAndAgainItLosesNothingAndRepeatsAlertsWithTheSameIds(string protocol)
    {
        string topic = fixture.NewTopic();
        stream.Send(Bootstrap, topic);

        // While no broker takes the alerts, events are read and scored, and those from the first alert on must not be committed.
        SmallBatches(topic, s => Quick(s)["Alerts"]!["Bootstrap"] = "127.0.0.1:1");
        await KillWhenAsync(() => Committed(topic) > 0);
        string settings = SmallBatches(topic, s => Quick(s));
        for (int round = 1; round <= 2; round++)
        {
            await KillWhenAsync(
                () => KafkaTopics.Read(Bootstrap, $"{topic}-alerts", round * stream.ExpectedAlerts.Count / 4, Patience).Count > 0);
        }

        using DetectorProcess last = DetectorProcess.Start(stream.Directory, "run", "--config", settings);
        IReadOnlyList<TestMessage> alerts = KafkaTopics.ReadUntil(
            Bootstrap, $"{topic}-alerts", all => all.Select(TrainedStream.IndexOf).Distinct().Count() >= stream.ExpectedAlerts.Count,
            "every alert", Patience);
        Assert.Equal(stream.ExpectedAlerts.Order(), alerts.Select(TrainedStream.IndexOf).Distinct().Order());
        Assert.All(alerts.GroupBy(TrainedStream.IndexOf), again => Assert.Single(again.Select(alert => alert.Header("ce_id")).Distinct()));

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
            using DetectorProcess daemon = DetectorProcess.Start(stream.Directory, "run", "--config", $"{topic}.json");
            await Eventually.TrueAsync(() => Task.FromResult(isTime()), Patience, () => daemon.Output);
            daemon.KillNow();
            await daemon.WaitForExitAsync();
        }
    }

    private long Committed(string topic) =>
        Enumerable.Range(0, 4).Sum(p => Math.Max(0, KafkaTopics.Committed(Bootstrap, TrainedStream.GroupOf(topic), topic, p)));

    // So that a stop finds the line busy.
    private string SmallBatches(string topic, Action<JsonNode>? change = null) => stream.SettingsFor(Bootstrap, topic, s =>
    {
        s["Batch"] = new JsonObject { ["Size"] = 16 };
        change?.Invoke(s);
    });
}
