using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Detector.Dashboard.Access;

namespace Detector.Dashboard;

/// <summary>Where the daemon answers HTTP: its page, its API, health and metrics.</summary>
public sealed record HttpSettings
{
    [Required(AllowEmptyStrings = false), IpAddress]
    [Description("The IP address to listen on: 127.0.0.1 is this machine only, 0.0.0.0 or :: every address. "
        + "From another machine, reading needs Token as well, unless OpenReads is set.")]
    public string Address { get; init; } = "127.0.0.1";

    [Range(0, 65535), Description("The TCP port to listen on; 0 takes any that is free.")]
    public int Port { get; init; } = 9464;

    [HostNames]
    [Description("The names that requests may ask for in their Host header, such as \"detector.example.org\" or \"*.example.org\"; "
        + "\"*\" is any. Default: where Address is this machine only, localhost and Address, "
        + "so that no page from elsewhere can read it through a browser; else any.")]
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    [AccessToken]
    [Description("A secret (16 to 200 visible ASCII characters) which a request has to show, as \"Authorization: Bearer …\", to change "
        + "something (promote, roll back, retrain, set a threshold), and to read from another machine; better given in the environment "
        + "(Detector__Http__Token) or in TokenFile. Without one nothing can be changed by HTTP.")]
    public string? Token { get; init; }

    [Description("A file with that secret, in place of Token; read at the start.")]
    public string? TokenFile { get; init; }

    [Description("Whether whoever reaches Address may read without Token: the page, the API, the metrics. This machine always may, "
        + "and /healthz and /readyz are open to all.")]
    public bool OpenReads { get; init; }

    [Range(1, 100_000)]
    [Description("How many of the latest alerts, of all streams together, are kept in memory for the page and the API; "
        + "fewer where their texts are long: at most 64 MiB.")]
    public int RecentAlerts { get; init; } = 1000;
}
