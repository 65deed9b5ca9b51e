using Detector.Dashboard.OpenApi;
using Detector.Streams.Status;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Detector.Dashboard.Retraining;

/// <summary>The paths by which a stream's retraining is seen, asked for and ended.</summary>
internal static class RetrainingEndpoints
{
    private const string Name = "stream";

    public static void MapRetraining(this IEndpointRouteBuilder endpoints, IRetrainer retrainer)
    {
        endpoints.MapRead("/api/streams/{stream}/retraining", request =>
            retrainer.Read(StreamOf(request)) is { } status ? Answer(status) : Unknown(request))
            .Tells(new("How the stream's retraining is in this process.", DashboardJson.Readable.RetrainingStatus));
        endpoints.MapChange("/api/streams/{stream}/retrain", (request, _) => Task.FromResult(Change(
            request, retrainer, retrainer.Ask(StreamOf(request), "asked for by HTTP"), "a training of this stream is under way already")))
            .Tells(new("Begins a training.", DashboardJson.Readable.RetrainingStatus, Status: StatusCodes.Status202Accepted));
        endpoints.MapChange("/api/streams/{stream}/retrain/cancel", (request, _) => Task.FromResult(Change(
            request, retrainer, retrainer.Cancel(StreamOf(request)), "no training of this stream is under way in this process")))
            .Tells(new("Ends it at once.", DashboardJson.Readable.RetrainingStatus, Status: StatusCodes.Status202Accepted));
    }

    private static IResult Change(HttpRequest request, IRetrainer retrainer, bool isDone, string otherwise) =>
        retrainer.Read(StreamOf(request)) is not { } status ? Unknown(request)
        : isDone ? Answer(status, StatusCodes.Status202Accepted)
        : Results.Json(new ErrorBody(otherwise), DashboardJson.Readable.ErrorBody, statusCode: StatusCodes.Status409Conflict);

    private static string StreamOf(HttpRequest request) => request.RouteValues[Name] as string ?? "";

    private static IResult Answer(RetrainingStatus status, int code = StatusCodes.Status200OK) =>
        Results.Json(status, DashboardJson.Readable.RetrainingStatus, statusCode: code);

    private static IResult Unknown(HttpRequest request) => Results.Json(
        new ErrorBody($"there is no stream '{StreamOf(request)}'"),
        DashboardJson.Readable.ErrorBody, statusCode: StatusCodes.Status404NotFound);
}
