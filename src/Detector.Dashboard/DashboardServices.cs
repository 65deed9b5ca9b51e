using System.Net;
using Detector.Dashboard.Access;
using Detector.Dashboard.Alerts;
using Detector.Streams.Status;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Prometheus;

namespace Detector.Dashboard;

/// <summary>Adds the daemon's HTTP to a host.</summary>
public static class DashboardServices
{
    // A browser holds up to six, Prometheus one; each is a file, of which a process may have no more than 1,024 on some systems.
    private const int MostConnections = 100;

    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Makes Kestrel listen where the settings say, and adds an <see cref="AlertLog"/> for the publisher to fill and, unless the host
    /// has its own, a <see cref="CollectorRegistry"/> (with the process's metrics) for the daemon's metrics.
    /// The host adds an <see cref="IStreamStatusSource"/> and a <see cref="TimeProvider"/>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="settings">Where it answers.</param>
    /// <param name="token">What has to be shown to change something, and to read from another machine; null: neither is possible.</param>
    /// <exception cref="FormatException">The address is not an IP address.</exception>
    public static IServiceCollection AddDetectorDashboard(this IServiceCollection services, HttpSettings settings, string? token = null)
    {
        var address = IPAddress.Parse(settings.Address);
        var connections = new ConnectionLimit(MostConnections);
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
            kestrel.Limits.MaxRequestBodySize = 0; // but where something is changed
            kestrel.Listen(address, settings.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(next => connection => connections.RunAsync(connection, next));
            });
        });
        services.AddSingleton(_ => new AccessRules(token, settings.OpenReads));
        services.AddSingleton<IStartupFilter>(provider =>
            new RequestGate(connections, new AllowedHosts(settings), provider.GetRequiredService<AccessRules>()));
        services.AddSingleton(new AlertLog(settings.RecentAlerts));
        services.TryAddSingleton(_ => NewRegistry());
        return services;
    }

    private static CollectorRegistry NewRegistry()
    {
        var registry = Metrics.NewCustomRegistry();
        DotNetStats.Register(registry);
        return registry;
    }
}
