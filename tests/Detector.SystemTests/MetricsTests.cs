using System.Diagnostics;
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
        Assert.SkipUnless(IsInstalled("promtool") && IsInstalled("prometheus"), "no Prometheus here: apt-get install prometheus");
        using DetectorProcess daemon = await StartedAsync();
        await CheckAsync("promtool", ["check", "metrics"], await daemon.GetAsync("/metrics"));

        string directory = Directory.CreateTempSubdirectory("detector-prometheus-").FullName;
        int port = FreePort.Next();
        string configuration = Path.Combine(directory, "prometheus.yml");
        await File.WriteAllTextAsync(
            configuration,
            $$"""
            global: { scrape_interval: 1s }
            scrape_configs:
              - job_name: detector
                static_configs: [{ targets: ["{{daemon.Url["http://".Length..]}}"] }]
            """);
        using Process prometheus = Process.Start(new ProcessStartInfo(
            "prometheus",
            [$"--config.file={configuration}", $"--storage.tsdb.path={directory}/data", $"--web.listen-address=127.0.0.1:{port}"])
        {
            RedirectStandardError = true,
        })!;
        prometheus.ErrorDataReceived += (_, _) => { };
        prometheus.BeginErrorReadLine();
        try
        {
            await SeesAsync(port, "detector_events_scored_total{stream=\"cards\"}", 2000);
            await SeesAsync(port, "up{job=\"detector\"}", 1);
            await SeesAsync(port, "sum(detector_alerts_total)", stream.ExpectedAlerts.Count(i => i < 2000));
            await SeesAsync(port, "detector_reconstruction_error_count{stream=\"cards\"}", 2000);
        }
        finally
        {
            prometheus.Kill();
            await prometheus.WaitForExitAsync();
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task TheApiTellsOfTheStreamAndItsLatestAlerts()
    {
        using DetectorProcess daemon = await StartedAsync();
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
    private static async Task SeesAsync(int port, string query, double expected)
    {
        double seen = double.NaN;
        await Eventually.TrueAsync(
            async () => (seen = await QueryAsync(port, query)) == expected,
            Patience, () => $"Prometheus sees {seen} as {query}, not {expected}");
    }

    private static async Task<double> QueryAsync(int port, string query)
    {
        try
        {
            string answer = await Http.Client.GetStringAsync($"http://127.0.0.1:{port}/api/v1/query?query={Uri.EscapeDataString(query)}");
            using JsonDocument body = JsonDocument.Parse(answer);
            JsonElement result = body.RootElement.GetProperty("data").GetProperty("result");
            return result.GetArrayLength() == 0 ? double.NaN : double.Parse(result[0].GetProperty("value")[1].GetString()!, null);
        }
        catch (HttpRequestException)
        {
            return double.NaN;
        }
    }

    private static bool IsInstalled(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(directory => File.Exists(Path.Combine(directory, program)));

    private static async Task CheckAsync(string program, string[] arguments, string input)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await output + await error);
    }
}
