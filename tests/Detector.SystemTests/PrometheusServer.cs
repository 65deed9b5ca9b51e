using System.Diagnostics;
using System.Text.Json;
using Detector.TestKit;

namespace Detector.SystemTests;

/// <summary>A real Prometheus that scrapes a daemon every second.</summary>
internal sealed class PrometheusServer : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("detector-prometheus-").FullName;
    private readonly string _url;
    private readonly Process _process;

    private PrometheusServer(string target)
    {
        int port = FreePort.Next();
        _url = $"http://127.0.0.1:{port}";
        string configuration = Path.Combine(_directory, "prometheus.yml");
        File.WriteAllText(
            configuration,
            $$"""
            global: { scrape_interval: 1s }
            scrape_configs:
              - job_name: detector
                static_configs: [{ targets: ["{{target}}"] }]
            """);
        _process = Process.Start(new ProcessStartInfo(
            "prometheus",
            [$"--config.file={configuration}", $"--storage.tsdb.path={_directory}/data", $"--web.listen-address=127.0.0.1:{port}"])
        {
            RedirectStandardError = true,
        })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
    }

    /// <summary>Skips the test where there is no Prometheus.</summary>
    public static void SkipUnlessInstalled() => Assert.SkipUnless(
        ChildProcess.IsInstalled("promtool") && ChildProcess.IsInstalled("prometheus"), "no Prometheus here: apt-get install prometheus");

    public static PrometheusServer Scraping(DetectorProcess daemon) => new(daemon.Url["http://".Length..]);

    /// <summary>The values that a query finds now; empty, too, where Prometheus does not answer yet.</summary>
    /// <exception cref="InvalidOperationException">Prometheus refuses the query.</exception>
    public async Task<IReadOnlyList<double>> QueryAsync(string query)
    {
        HttpResponseMessage response;
        try
        {
            response = await Http.Client.GetAsync($"{_url}/api/v1/query?query={Uri.EscapeDataString(query)}");
        }
        catch (HttpRequestException)
        {
            return [];
        }

        string answer = await response.Content.ReadAsStringAsync();
        if (response.StatusCode == System.Net.HttpStatusCode.BadRequest)
        {
            throw new InvalidOperationException($"{query}: {answer}");
        }

        if (!response.IsSuccessStatusCode)
        {
            return []; // it starts
        }

        using JsonDocument body = JsonDocument.Parse(answer);
        return [.. body.RootElement.GetProperty("data").GetProperty("result").EnumerateArray()
            .Select(result => double.Parse(result.GetProperty("value")[1].GetString()!, null))];
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
