using System.ComponentModel.DataAnnotations;

namespace Detector.Dashboard;

/// <summary>Where the daemon answers HTTP: its page, its API, health and metrics.</summary>
public sealed record HttpSettings
{
    /// <summary>IP address to listen on. Default: 127.0.0.1, this machine only; 0.0.0.0 or :: is every address. There is no login: mind who can reach it.</summary>
    [Required, IpAddress]
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>TCP port to listen on; 0 takes any that is free. Default: 9464.</summary>
    [Range(0, 65535)]
    public int Port { get; init; } = 9464;

    /// <summary>Number of latest alerts, of all streams together, kept in memory for the page and <c>/api/alerts</c>. Default: 1000.</summary>
    [Range(1, 100_000)]
    public int RecentAlerts { get; init; } = 1000;
}
