using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Detector.Core.Alerts;
using Detector.Dashboard.Alerts;
using Detector.Streams.Status;
using Microsoft.AspNetCore.Http;

namespace Detector.Dashboard.Live;

/// <summary>
/// Server-sent events for the page: "alert" (as in the API), "missed" (how many alerts gave way before they could be told), "begin" (what
/// was told by an earlier process is void) and, each second, "status". Every event has an id, with which a client that lost its
/// connection goes on (Last-Event-ID). A client has no queue: it reads what is kept at its own pace, so a slow one misses alerts and
/// costs nothing, and nobody waits for it.
/// </summary>
internal sealed class LiveEvents(IStreamStatusSource streams, AlertLog alerts, TimeProvider time, CancellationToken stopping)
{
    private const int MostAlerts = 1000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly byte[] End = "\n\n"u8.ToArray();

    private readonly long _epoch = time.GetUtcNow().UtcTicks;

    /// <summary>The answer, which goes on until the client goes.</summary>
    /// <param name="stream">The stream whose scores are wanted; null: none's.</param>
    public IResult To(string? stream) => new Answer(this, stream);

    private async Task TellAsync(HttpContext context, string? stream)
    {
        context.Response.ContentType = "text/event-stream";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        // A stop waits for every request that is not over.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        CancellationToken gone = end.Token;
        string? given = context.Request.Headers["Last-Event-ID"];
        EventId? id = EventId.Parse(given, _epoch);
        bool isVoid = given is not null && id is null;
        int rewrites = alerts.Rewrites;
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            if (isVoid || rewrites != alerts.Rewrites)
            {
                (id, isVoid, rewrites) = (null, false, alerts.Rewrites);
                await WriteAsync(context.Response, "begin", "begin", 0, DashboardJson.Readable.Int64, gone);
            }

            id = await TellNewAsync(context.Response, id, stream, gone);
        }
        while (await timer.WaitForNextTickAsync(gone));
    }

    private async Task<EventId> TellNewAsync(HttpResponse response, EventId? known, string? stream, CancellationToken gone)
    {
        (IReadOnlyList<Alert> told, long first, long missed) = alerts.From(known?.Alert, MostAlerts);
        var id = new EventId(_epoch, first, known?.Second ?? 0);
        if (missed > 0)
        {
            await WriteAsync(response, "missed", id.ToString(), missed, DashboardJson.Readable.Int64, gone);
        }

        foreach (Alert alert in told)
        {
            id = id with { Alert = id.Alert + 1 };
            await WriteAsync(response, "alert", id.ToString(), WithoutPicture(alert), DashboardJson.Readable.Alert, gone);
        }

        long now = time.GetUtcNow().ToUnixTimeSeconds();
        IReadOnlyList<ScorePoint>? points = stream is null ? null : streams.Scores(stream)?.After(id.Second);
        var status = new LiveStatus(now, streams.Read(), points is null ? null : ScoreColumns.Of(points));
        id = id with { Second = points is [.., { } last] ? last.Second : id.Second };
        await WriteAsync(response, "status", id.ToString(), status, DashboardJson.Readable.LiveStatus, gone);
        return id;
    }

    // A page asks for those that it shows: a thousand of them would be what it waits for.
    private static Alert WithoutPicture(Alert alert) =>
        alert.Frame?.Picture is null ? alert : alert with { Frame = alert.Frame with { Picture = [] } };

    private static async Task WriteAsync<T>(
        HttpResponse response, string name, string id, T data, JsonTypeInfo<T> type, CancellationToken gone)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(data, type); // has no line break, which would end the event's data
        byte[] head = Encoding.UTF8.GetBytes($"event: {name}\nid: {id}\ndata: ");
        await response.Body.WriteAsync((byte[])[.. head, .. json, .. End], gone);
        await response.Body.FlushAsync(gone);
    }

    private sealed class Answer(LiveEvents events, string? stream) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            try
            {
                await events.TellAsync(httpContext, stream);
            }
            catch (OperationCanceledException)
            {
                // The client has gone, as every client does, or the daemon goes.
            }
        }
    }
}
