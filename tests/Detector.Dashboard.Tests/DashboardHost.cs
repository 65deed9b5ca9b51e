using System.Text.Json;
using Detector.Core.Alerts;
using Detector.Dashboard.Alerts;
using Detector.Dashboard.Models;
using Detector.Streams.Status;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Prometheus;

namespace Detector.Dashboard.Tests;

/// <summary>A real Kestrel on a free port of 127.0.0.1, over streams that the test sets.</summary>
internal sealed class DashboardHost : IStreamStatusSource, IAsyncDisposable
{
    private readonly WebApplication _app;

    private DashboardHost(HttpSettings settings, string? token, TimeProvider time, IRetrainer? retrainer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddDetectorDashboard(settings, token).AddSingleton<IStreamStatusSource>(this)
            .AddSingleton<IModelDesk>(Desk).AddSingleton(time);
        if (retrainer is not null)
        {
            builder.Services.AddSingleton(retrainer);
        }

        _app = builder.Build();
        _app.MapDetectorDashboard();
        _app.MapChange("/api/echo", async (request, cancellation) =>
        {
            using var reader = new StreamReader(request.Body);
            return Results.Text(await reader.ReadToEndAsync(cancellation));
        });
    }

    public IReadOnlyList<StreamStatus> Streams { get; set; } = [Sample.Stream("cards")];

    public FakeDesk Desk { get; } = new();

    public HttpClient Client { get; private set; } = null!;

    public AlertLog Alerts => _app.Services.GetRequiredService<AlertLog>();

    public CollectorRegistry Registry => _app.Services.GetRequiredService<CollectorRegistry>();

    public IReadOnlyList<Endpoint> Endpoints => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    public string Url => _app.Urls.Single();

    public static async Task<DashboardHost> StartAsync(
        HttpSettings? settings = null, string? token = null, TimeProvider? time = null, IRetrainer? retrainer = null)
    {
        var host = new DashboardHost(settings ?? new HttpSettings { Port = 0 }, token, time ?? TimeProvider.System, retrainer);
        await host._app.StartAsync(TestContext.Current.CancellationToken);
        host.Client = new HttpClient { BaseAddress = new Uri(host.Url) };
        return host;
    }

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> GetAsync(string path) => Client.GetAsync(path, TestContext.Current.CancellationToken);

    public async Task<JsonElement> GetJsonAsync(string path)
    {
        var response = await GetAsync(path);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
    }

    public void Add(params IEnumerable<Alert> alerts)
    {
        foreach (var alert in alerts)
        {
            Alerts.Add(alert);
        }
    }

    /// <summary>The scores of the streams that have any.</summary>
    public Dictionary<string, ScoreHistory> Scores { get; } = [];

    IReadOnlyList<StreamStatus> IStreamStatusSource.Read() => Streams;

    ScoreHistory? IStreamStatusSource.Scores(string stream) => Scores.GetValueOrDefault(stream);

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        await _app.DisposeAsync();
    }
}
