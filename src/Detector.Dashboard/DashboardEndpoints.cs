using Detector.Dashboard.Access;
using Detector.Dashboard.Alerts;
using Detector.Dashboard.Health;
using Detector.Dashboard.Live;
using Detector.Dashboard.Models;
using Detector.Dashboard.OpenApi;
using Detector.Dashboard.Retraining;
using Detector.Streams.Status;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Prometheus;

namespace Detector.Dashboard;

/// <summary>The paths that the daemon answers.</summary>
public static class DashboardEndpoints
{
    private const int MostBody = 4096;

    private static readonly string[] ReadMethods = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string Version = typeof(DashboardEndpoints).Assembly.GetName().Version!.ToString(3);

    /// <summary>
    /// Answers <c>/</c>, <c>/page</c>, <c>/api</c>, <c>/openapi.json</c>, <c>/healthz</c>, <c>/readyz</c> and <c>/metrics</c>;
    /// needs what <see cref="DashboardServices.AddDetectorDashboard"/> adds, an <see cref="IStreamStatusSource"/> and an
    /// <see cref="IModelDesk"/>.
    /// </summary>
    public static void MapDetectorDashboard(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var streams = services.GetRequiredService<IStreamStatusSource>();
        var alerts = services.GetRequiredService<AlertLog>();

        endpoints.MapMetrics("/metrics", services.GetRequiredService<CollectorRegistry>())
            .WithMetadata(new HttpMethodMetadata(ReadMethods))
            .Tells(new("Metrics for Prometheus.", Media: "text/plain"));
        endpoints.MapRead("/", _ => PageFiles.Index).Tells(new("The page.", Media: "text/html"));
        endpoints.MapRead("/page/{file}", request => PageFiles.Find((string)request.RouteValues["file"]!))
            .Tells(new("What the page is made of.", Media: "*/*"));
        endpoints.MapRead("/healthz", _ => Results.Text("ok\n")).Tells(new("Whether the process answers.", Media: "text/plain"));
        endpoints.MapRead("/readyz", _ => Ready(streams))
            .Tells(new("Whether every stream runs, and what it lacks.", DashboardJson.Readable.Readiness));
        endpoints.MapRead("/api/streams", _ => Results.Json(streams.Read(), DashboardJson.Readable.IReadOnlyListStreamStatus))
            .Tells(new("The streams.", DashboardJson.Readable.IReadOnlyListStreamStatus));
        if (services.GetService<IRetrainer>() is { } retrainer)
        {
            endpoints.MapRetraining(retrainer);
        }

        endpoints.MapRead("/api/alerts", request => Alerts(request, streams, alerts)).Tells(new(
            "The latest alerts, newest first.",
            DashboardJson.Readable.IReadOnlyListAlert,
            Query: [("limit", $"Most alerts returned: 1 to {alerts.Capacity}."), ("stream", "Only this stream's alerts.")]));
        endpoints.MapRead("/api/streams/{stream}/alerts/{id}/picture", request => Picture(request, alerts)).Tells(new(
            "The frame that one of the latest alerts tells of, with what is strange marked.", Media: "image/jpeg"));
        endpoints.MapRead("/api/streams/{stream}/scores", request => Scores(request, streams, history =>
            Results.Json(ScoreColumns.Of(history.After(0)), DashboardJson.Readable.ScoreColumns)))
            .Tells(new("The stream's scores over the last hour, by the second.", DashboardJson.Readable.ScoreColumns));
        endpoints.MapRead("/api/streams/{stream}/what-if", request => Scores(request, streams, history =>
            Results.Json(history.Above(), DashboardJson.Readable.IReadOnlyListScoreCount)))
            .Tells(new("How many events of that hour had at least a score.", DashboardJson.Readable.IReadOnlyListScoreCount));
        CancellationToken stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var live = new LiveEvents(streams, alerts, services.GetRequiredService<TimeProvider>(), stopping);
        endpoints.MapModels(streams, services.GetRequiredService<IModelDesk>());
        endpoints.MapRead("/api/events", request => live.To(request.Query["stream"])).Tells(new(
            "Alerts, and each second the streams' status, as server-sent events.",
            Media: "text/event-stream",
            Query: [("stream", "Adds this stream's scores.")]));
        var document = new Lazy<byte[]>(() => OpenApiDocument.Of(services.GetRequiredService<EndpointDataSource>().Endpoints, Version));
        endpoints.MapRead("/openapi.json", _ => Results.Bytes(document.Value, "application/json"))
            .Tells(new("This document.", Media: "application/json"));
    }

    internal static IEndpointConventionBuilder MapRead(
        this IEndpointRouteBuilder endpoints, string path, Func<HttpRequest, IResult> answer) =>
        endpoints.MapMethods(path, ReadMethods, context =>
        {
            context.Response.Headers.CacheControl = "no-store";
            return answer(context.Request).ExecuteAsync(context);
        });

    /// <summary>Changes something for whoever shows the token.</summary>
    /// <param name="endpoints">The host's.</param>
    /// <param name="path">The path, which is answered to POST only.</param>
    /// <param name="change">Changes and answers; a body has at most <see cref="MostBody"/> bytes.</param>
    internal static IEndpointConventionBuilder MapChange(
        this IEndpointRouteBuilder endpoints, string path, Func<HttpRequest, CancellationToken, Task<IResult>> change)
    {
        var rules = endpoints.ServiceProvider.GetRequiredService<AccessRules>();
        return endpoints.MapMethods(path, [HttpMethods.Post], async context =>
        {
            context.Response.Headers.CacheControl = "no-store";
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = MostBody; // who is refused has sent one as well
            await (rules.RefuseChange(context) ?? await change(context.Request, context.RequestAborted)).ExecuteAsync(context);
        });
    }

    private static IResult Ready(IStreamStatusSource streams)
    {
        var readiness = Readiness.Of(streams.Read());
        return Results.Json(
            readiness,
            DashboardJson.Readable.Readiness,
            statusCode: readiness.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static IResult Scores(HttpRequest request, IStreamStatusSource streams, Func<ScoreHistory, IResult> answer)
    {
        string stream = (string)request.RouteValues["stream"]!;
        return streams.Scores(stream) is { } history ? answer(history) : NoStream(stream, streams);
    }

    internal static IResult NoStream(string stream, IStreamStatusSource streams) => Results.Json(
        new ErrorBody($"there is no stream '{stream}'; streams: {string.Join(", ", streams.Read().Select(one => one.Name))}"),
        DashboardJson.Readable.ErrorBody, statusCode: StatusCodes.Status404NotFound);

    private static IResult Picture(HttpRequest request, AlertLog alerts)
    {
        (string stream, string id) = ((string)request.RouteValues["stream"]!, (string)request.RouteValues["id"]!);
        return alerts.Find(stream, id)?.Frame?.Picture is { } picture
            ? Results.Bytes(picture, "image/jpeg")
            : Results.Json(new ErrorBody($"of stream '{stream}' there is no alert '{id}' with a picture among the latest"),
                DashboardJson.Readable.ErrorBody, statusCode: StatusCodes.Status404NotFound);
    }

    private static IResult Alerts(HttpRequest request, IStreamStatusSource streams, AlertLog alerts)
    {
        var query = AlertQuery.Parse(request.Query, alerts.Capacity, [.. streams.Read().Select(stream => stream.Name)], out var error);
        return query is null
            ? Results.Json(new ErrorBody(error!), DashboardJson.Readable.ErrorBody, statusCode: StatusCodes.Status400BadRequest)
            : Results.Json(alerts.Latest(query.Limit, query.Stream), DashboardJson.Readable.IReadOnlyListAlert);
    }
}
