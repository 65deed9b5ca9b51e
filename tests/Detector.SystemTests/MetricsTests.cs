using System.Text.Json;
using Detector.Kafka;
using Detector.TestKit;

namespace Detector.SystemTests;

/// <summary>The daemon's metrics, judged by Prometheus itself.</summary>
public sealed class MetricsTests(TrainedStream stream) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly InProcessBroker _broker = new();

    [Fact]
    public async Task PromtoolIsContentAndARealPrometheusScrapesWhatTheDaemonCounts()
    {
        PrometheusServer.SkipUnlessInstalled();
        using DetectorProcess daemon = await StartedAsync();
        await ChildProcess.SucceedAsync("promtool", ["check", "metrics"], await daemon.GetAsync("/metrics"));

        using PrometheusServer prometheus = PrometheusServer.Scraping(daemon);
        await SeesAsync(prometheus, "detector_events_scored_total{stream=\"cards\"}", 2000);
        // There from the start, or the first would not be seen to rise.
        await SeesAsync(prometheus, "sum(detector_position_jumps_total)", 0);
        await SeesAsync(prometheus, "up{job=\"detector\"}", 1);
        await SeesAsync(prometheus, "sum(detector_alerts_total)", stream.ExpectedAlerts.Count(i => i < 2000));
        await SeesAsync(prometheus, "detector_what_if_alerts_total{times=\"1\"}", stream.ExpectedAlerts.Count(i => i < 2000));
        await SeesAsync(prometheus, "detector_reconstruction_error_count{stream=\"cards\"}", 2000);
    }

    [Fact]
    public async Task TheApiTellsOfTheStreamAndItsLatestAlerts()
    {
        using DetectorProcess daemon = await StartedAsync();
        Assert.Contains("metrics: http://127.0.0.1:", daemon.Output, StringComparison.Ordinal); // says where it answers
        int expected = stream.ExpectedAlerts.Count(i => i < 2000);
        using JsonDocument streams = JsonDocument.Parse(await daemon.GetAsync("/api/streams"));
        JsonElement only = Assert.Single(streams.RootElement.EnumerateArray());
        Assert.Equal(("cards", "running"), (only.GetProperty("name").GetString(), only.GetProperty("state").GetString()));
        Assert.Equal(2000, only.GetProperty("eventsScored").GetInt64());

        using JsonDocument alerts = JsonDocument.Parse(await daemon.GetAsync("/api/alerts?limit=1000"));
        Assert.Equal(expected, alerts.RootElement.GetArrayLength());
    }

    public void Dispose() => _broker.Dispose();

    private async Task<DetectorProcess> StartedAsync()
    {
        string topic = $"events-{Guid.NewGuid():N}";
        KafkaTopics.AwaitTopic(_broker.BootstrapServers, topic);
        KafkaTopics.Write(_broker.BootstrapServers, topic, stream.Events.Take(2000).Select(e => TestMessage.Of(e)));
        DetectorProcess daemon = DetectorProcess.Start(stream.Directory,
            "run", "--config", stream.SettingsFor(_broker.BootstrapServers, topic));
        await daemon.WaitUntilReadyAsync();
        await Eventually.TrueAsync(
            async () => (await daemon.GetAsync("/metrics")).Contains("detector_reconstruction_error_count{stream=\"cards\"} 2000\n"),
            Patience, () => daemon.Output);
        return daemon;
    }

    // Between two scrapes, one that a busy machine does not answer in time leaves nothing to be seen.
    private static async Task SeesAsync(PrometheusServer prometheus, string query, double expected)
    {
        IReadOnlyList<double> seen = [];
        await Eventually.TrueAsync(
            async () => (seen = await prometheus.QueryAsync(query)).SequenceEqual([expected]),
            Patience, () => $"Prometheus sees {string.Join(", ", seen)} as {query}, not {expected}");
    }
}
