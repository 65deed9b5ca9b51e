using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detector.Kafka;
using Detector.TestKit;

namespace Detector.SystemTests;

/// <summary>The daemon's metrics, judged by Prometheus itself.</summary>
public sealed class MetricsTests(TrainedStream stream) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private const int Producers = 10;
    private readonly InProcessBroker _broker = new();
    private readonly string _topic = $"events-{Guid.NewGuid():N}";

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
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync();
        using DetectorProcess daemon = await StartedAsync(collector.Endpoint);
        Assert.Contains("metrics: http://127.0.0.1:", daemon.Output, StringComparison.Ordinal); // says where it answers
        int expected = stream.ExpectedAlerts.Count(i => i < 2000);
        using JsonDocument streams = JsonDocument.Parse(await daemon.GetAsync("/api/streams"));
        JsonElement only = Assert.Single(streams.RootElement.EnumerateArray());
        Assert.Equal(("cards", "running"), (only.GetProperty("name").GetString(), only.GetProperty("state").GetString()));
        Assert.Equal(2000, only.GetProperty("eventsScored").GetInt64());

        using JsonDocument alerts = JsonDocument.Parse(await daemon.GetAsync("/api/alerts?limit=1000"));
        Assert.Equal(expected, alerts.RootElement.GetArrayLength());

        daemon.Terminate();
        Assert.Equal(0, await daemon.WaitForExitAsync());
        Check([.. collector.Spans], expected);
    }

    public void Dispose() => _broker.Dispose();

    // Each batch was read, scored and published, is linked to the producers of its events, and its alerts say which trace they are of.
    private void Check(OtlpSpan[] spans, int expected)
    {
        Dictionary<string, OtlpSpan> reads = spans.Where(span => span.Name == "read").ToDictionary(span => span.SpanId);
        Assert.Equal(2000, reads.Values.Sum(span => int.Parse(span.Attributes["detector.events"], null)));
        Assert.Equal(Enumerable.Range(0, Producers).Select(Producer).Order(),
            reads.Values.SelectMany(span => span.Links).Select(link => $"00-{link.TraceId}-{link.SpanId}-01").Distinct().Order());
        Assert.Equal(reads.Keys.Order(), spans.Where(span => span.Name == "score").Select(span => span.ParentId).Order());
        OtlpSpan[] published = [.. spans.Where(span => span.Name == "publish")];
        Assert.Equal(reads.Keys.Order(), published.Select(span => span.ParentId).Order());
        Assert.All(spans, span => Assert.Equal(reads[span.ParentId == "" ? span.SpanId : span.ParentId].TraceId, span.TraceId));
        Assert.Equal(expected, published.Sum(span => int.Parse(span.Attributes["detector.alerts"], null)));

        IReadOnlyList<TestMessage> alerts = KafkaTopics.Read(_broker.BootstrapServers, $"{_topic}-alerts", expected, Patience);
        Assert.Subset(
            published.Select(span => $"00-{span.TraceId}-{span.SpanId}-01").ToHashSet(),
            alerts.Select(alert => alert.Header("traceparent")!).ToHashSet());
    }

    private static string Producer(int i) => $"00-{i + 1:x32}-{i + 1:x16}-01";

    private async Task<DetectorProcess> StartedAsync(string? collector = null)
    {
        KafkaTopics.AwaitTopic(_broker.BootstrapServers, _topic);
        KafkaTopics.Write(_broker.BootstrapServers, _topic, stream.Events.Take(2000).Select((e, i) => TestMessage.Of(e) with
        {
            Headers = [new("traceparent", Encoding.ASCII.GetBytes(Producer(i % Producers)))],
        }));
        string settings = stream.SettingsFor(_broker.BootstrapServers, _topic, one => one.Root["Detector"]!["Tracing"] =
            new JsonObject { ["Endpoint"] = collector, ["Protocol"] = "HttpProtobuf" });
        DetectorProcess daemon = DetectorProcess.Start(stream.Directory, "run", "--config", settings);
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
