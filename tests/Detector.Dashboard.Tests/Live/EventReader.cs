using System.Text.Json;

namespace Detector.Dashboard.Tests.Live;

/// <summary>A client of the live events, as the standard for server-sent events has it.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private EventReader(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _reader = new StreamReader(body);
    }

    public static async Task<EventReader> OpenAsync(DashboardHost host, string? lastId = null, string path = "/api/events")
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new EventReader(response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Everything up to the next status, which is the last.</summary>
    public async Task<IReadOnlyList<(string Name, string Id, JsonElement Data)>> ReadToStatusAsync()
    {
        var events = new List<(string Name, string Id, JsonElement Data)>();
        do
        {
            var fields = new Dictionary<string, string>();
            while (await _reader.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 } line)
            {
                fields.Add(line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]);
            }

            events.Add((fields["event"], fields["id"], JsonDocument.Parse(fields["data"]).RootElement));
        }
        while (events[^1].Name != "status");
        return events;
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}
