using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Detector.Dashboard.Access;

/// <summary>
/// What every request passes first, whatever its path: its connection is in use, its host must be one of ours, and it must be allowed to
/// read.
/// </summary>
internal sealed class RequestGate(ConnectionLimit connections, AllowedHosts hosts, AccessRules rules) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(RunAsync);
        next(app);
    };

    private Task RunAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IConnectionItemsFeature>() is { } connection)
        {
            connections.Touch(connection.Items);
        }

        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        var refusal = RefuseHost(context.Request.Host) ?? rules.RefuseRead(context);
        return refusal is null ? next(context) : refusal.ExecuteAsync(context);
    }

    private IResult? RefuseHost(HostString host) => hosts.Has(host) ? null : Results.Json(
        new ErrorBody($"'{host.Host}' is no name of this daemon; Detector:Http:AllowedHosts says which it answers to"),
        DashboardJson.Readable.ErrorBody,
        statusCode: StatusCodes.Status400BadRequest);
}
