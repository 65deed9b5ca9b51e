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
    public async Task ATopicThatIsNotThereYetIsWaitedFor()
    {
        string topic = $"late-{Guid.NewGuid():N}";
        using DetectorProcess daemon = DetectorProcess.Start(_stream.Directory, "run", "--config", _stream.SettingsFor(Bootstrap, topic));
        await Eventually.TrueAsync(async () => await daemon.ReadyAsync() is not null, Patience, () => daemon.Output);
        await Eventually.TrueAsync(
            async () => (await daemon.ReadinessAsync()).Contains($"\"missing\":[\"topic {topic}\"]", StringComparison.Ordinal),
            Patience, () => daemon.Output);

        KafkaTopics.Create(Bootstrap, topic);
        _stream.Send(Bootstrap, topic, 1000);
        await daemon.WaitUntilReadyAsync();
        int expected = _stream.ExpectedAlerts.Count(i => i < 1000);
        Assert.Equal(expected, KafkaTopics.Read(Bootstrap, $"{topic}-alerts", expected, Patience).Count);
    }

    [Fact]
    public async Task WhileAlertsCannotBeDeliveredItIsNotReadyAndAStopLeavesThemForTheNextStart()
    {
        string topic = NewTopic();
        _stream.Send(Bootstrap, topic);
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
        Assert.Equal(_stream.ExpectedAlerts.Order(), alerts.Select(TrainedStream.IndexOf).Order());
    }

    protected override string NewTopic() => fixture.NewTopic();
}
