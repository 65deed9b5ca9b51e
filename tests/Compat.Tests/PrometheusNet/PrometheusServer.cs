using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Compat.Tests.PrometheusNet;

/// <summary>A real Prometheus that scrapes one address once a second; its data go with it.</summary>
internal sealed partial class PrometheusServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prometheus-");
    private readonly HttpClient _client = new();
    private Process? _process;
    private string _scraped = "";

    public static async Task<PrometheusServer> StartAsync(Uri target)
    {
        var program = Tool.Find("prometheus");
        var server = new PrometheusServer();
        try
        {
            await server.RunAsync(program, target);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The data of a query to its HTTP API, such as <c>query?query=up</c>.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        var json = await _client.GetStringAsync("/api/v1/" + path, TestContext.Current.CancellationToken);
        return JsonDocument.Parse(json).RootElement.GetProperty("data");
    }

    /// <summary>Waits until the target has been read once.</summary>
    public async Task AwaitScrapeAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        JsonElement[] scrapes;
        while ((scrapes = await ResultsAsync("timestamp(up) and up == 1")).Length == 0)
        {
            await look.WaitForNextTickAsync(patience.Token);
        }

        _scraped = "&time=" + scrapes.Single().GetProperty("value")[1].GetString();
    }

    /// <summary>
    /// The series of a PromQL expression as of the scrape that was waited for: a later one that a busy machine does not answer in time
    /// leaves nothing to be seen after it.
    /// </summary>
    public async Task<JsonElement[]> ResultsAsync(string expression) =>
        [.. (await GetAsync($"query?query={Uri.EscapeDataString(expression)}{_scraped}")).GetProperty("result").EnumerateArray()];

    /// <summary>The only value that a PromQL expression has.</summary>
    public async Task<string?> ValueAsync(string expression) =>
        Assert.Single(await ResultsAsync(expression)).GetProperty("value")[1].GetString();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
            _process.Dispose();
        }

        _client.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task RunAsync(string program, Uri target)
    {
        var config = Path.Combine(_folder.FullName, "prometheus.yml");
        await File.WriteAllTextAsync(
            config,
            $$"""
            global: { scrape_interval: 1s, scrape_timeout: 1s }
            scrape_configs:
              - job_name: test
                static_configs: [ { targets: [ "{{target.Authority}}" ] } ]
            """,
            TestContext.Current.CancellationToken);
        _process = Process.Start(new ProcessStartInfo(
            program,
            [$"--config.file={config}", $"--storage.tsdb.path={_folder.FullName}/data", $"--web.listen-address=127.0.0.1:0"])
        {
            RedirectStandardError = true,
        })!;
        var listening = new TaskCompletionSource<string>();
        var ready = new TaskCompletionSource();
        var log = new List<string>();
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (log)
            {
                log.Add(line.Data ?? "(it ended)");
            }

            if (line.Data is null)
            {
                var error = new InvalidOperationException("Prometheus did not start:\n" + string.Join('\n', log));
                listening.TrySetException(error);
                ready.TrySetException(error);
            }
            else if (Listening().Match(line.Data) is { Success: true } match)
            {
                listening.TrySetResult(match.Groups[1].Value);
            }
            else if (line.Data.Contains("Server is ready to receive web requests", StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }
        };
        _process.BeginErrorReadLine();
        _client.BaseAddress = new Uri("http://" + await listening.Task.WaitAsync(Patience, TestContext.Current.CancellationToken));
        await ready.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("msg=\"Listening on\".* address=(\\S+)")]
    private static partial Regex Listening();
}
