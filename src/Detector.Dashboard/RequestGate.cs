using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Detector.Dashboard;

/// <summary>What every request passes first, whatever its path: its connection is in use, and its host must be one of ours.</summary>
internal sealed class RequestGate(ConnectionLimit connections, AllowedHosts hosts) : IStartupFilter
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

        var host = context.Request.Host;
        return hosts.Has(host) ? next(context) : Results.Json(
            new ErrorBody($"'{host.Host}' is no name of this daemon; Detector:Http:AllowedHosts says which it answers to"),
            DashboardJson.Readable.ErrorBody,
            statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
    }
}
