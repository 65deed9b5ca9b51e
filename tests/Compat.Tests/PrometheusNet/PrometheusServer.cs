using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Compat.Tests.PrometheusNet;

/// <summary>A real Prometheus that scrapes one address four times a second; its data go with it.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prometheus-");
    private readonly HttpClient _client = new();
    private Process? _process;

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

    /// <summary>The only value that a PromQL expression has now.</summary>
    public async Task<string?> ValueAsync(string expression)
    {
        var result = (await GetAsync("query?query=" + Uri.EscapeDataString(expression))).GetProperty("result");
        return Assert.Single(result.EnumerateArray()).GetProperty("value")[1].GetString();
    }

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
            global: { scrape_interval: 250ms, scrape_timeout: 250ms }
            scrape_configs:
              - job_name: test
                static_configs: [ { targets: [ "{{target.Authority}}" ] } ]
            """,
            TestContext.Current.CancellationToken);
        var address = $"127.0.0.1:{FreePort()}";
        _client.BaseAddress = new Uri("http://" + address);
        _process = Process.Start(new ProcessStartInfo(
            program,
            [$"--config.file={config}", $"--storage.tsdb.path={_folder.FullName}/data", $"--web.listen-address={address}"])
        {
            RedirectStandardError = true,
        })!;
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
                ready.TrySetException(new InvalidOperationException("Prometheus did not start:\n" + string.Join('\n', log)));
            }
            else if (line.Data.Contains("Server is ready to receive web requests", StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }
        };
        _process.BeginErrorReadLine();
        await ready.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
