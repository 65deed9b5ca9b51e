using System.Text.Json;
using Detector.Dashboard.OpenApi;
using Detector.Streams.Status;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Detector.Dashboard.Models;

/// <summary>The paths below <c>/api/streams/STREAM</c> that are about its models.</summary>
internal static class ModelEndpoints
{
    // What it is made of is text of the training rows as well; whatever that holds, it runs and fetches nothing.
    private const string ReportPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'";

    public static void MapModels(this IEndpointRouteBuilder endpoints, IStreamStatusSource streams, IModelDesk desk)
    {
        endpoints.MapRead("/api/streams/{stream}/models", request => Of(request, streams, stream =>
            Results.Json(desk.Versions(stream), DashboardJson.Readable.IReadOnlyListModelVersion)))
            .Tells(new("The versions of the stream's model, the newest first.", DashboardJson.Readable.IReadOnlyListModelVersion));
        endpoints.MapRead("/api/streams/{stream}/models/{version}/report", request => Of(request, streams, stream =>
            Report(request, desk.Report(stream, (string)request.RouteValues["version"]!))))
            .Tells(new("A version's report.", Media: "text/html"));
        endpoints.MapChange("/api/streams/{stream}/models/{version}/promote", (request, _) => Task.FromResult(
            Of(request, streams, stream => Done(desk.Promote(stream, (string)request.RouteValues["version"]!)))))
            .Tells(new("Has a version serve.", DashboardJson.Readable.DoneBody));
        endpoints.MapChange("/api/streams/{stream}/rollback", (request, _) => Task.FromResult(Of(request, streams, stream =>
            Done(desk.RollBack(stream)))))
            .Tells(new("Has the version serve that served before.", DashboardJson.Readable.DoneBody));
        endpoints.MapChange("/api/streams/{stream}/threshold", async (request, cancellation) =>
        {
            (WantedThreshold? wanted, string? problem) = await ReadAsync(request, cancellation);
            return wanted is null
                ? Failure(problem!, StatusCodes.Status400BadRequest)
                : Of(request, streams, stream => Done(desk.SetThreshold(stream, wanted)));
        }).Tells(new(
            "Sets the threshold of the model that serves.",
            DashboardJson.Readable.DoneBody,
            Body: DashboardJson.Readable.WantedThreshold));
    }

    private static async Task<(WantedThreshold? Wanted, string? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            var wanted = await JsonSerializer.DeserializeAsync(request.Body, DashboardJson.Readable.WantedThreshold, cancellation);
            return wanted?.Problem is { } problem ? (null, problem) : (wanted, "the body is to be a JSON object");
        }
        catch (JsonException e)
        {
            return (null, $"the body is no such JSON object as {{\"value\": 6.5}}: {e.Message}");
        }
    }

    private static IResult Of(HttpRequest request, IStreamStatusSource streams, Func<string, IResult> answer)
    {
        string stream = (string)request.RouteValues["stream"]!;
        try
        {
            return streams.Read().Any(one => one.Name == stream) ? answer(stream) : DashboardEndpoints.NoStream(stream, streams);
        }
        catch (ModelDeskException e)
        {
            return Failure(e.Message, StatusCodes.Status409Conflict);
        }
    }

    private static IResult Report(HttpRequest request, byte[]? html)
    {
        if (html is null)
        {
            return Failure("there is no such report", StatusCodes.Status404NotFound);
        }

        request.HttpContext.Response.Headers.ContentSecurityPolicy = ReportPolicy;
        return Results.Bytes(html, "text/html; charset=utf-8");
    }

    private static IResult Done(string done) => Results.Json(new DoneBody(done), DashboardJson.Readable.DoneBody);

    private static IResult Failure(string error, int status) =>
        Results.Json(new ErrorBody(error), DashboardJson.Readable.ErrorBody, statusCode: status);
}
