using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Detector.Dashboard.Access;

/// <summary>
/// The names under which the daemon may be asked. A page from elsewhere can give its own name this machine's address and so read, in a
/// browser on this machine, what only this machine is to see (DNS rebinding); the Host header then has that page's name.
/// </summary>
internal sealed class AllowedHosts
{
    private static readonly StringSegment[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    private readonly StringSegment[] _names;

    public AllowedHosts(HttpSettings settings)
    {
        var address = IPAddress.Parse(settings.Address);
        _names = settings.AllowedHosts.Count > 0 ? [.. settings.AllowedHosts.Select(name => new StringSegment(name))]
            : IPAddress.IsLoopback(address) ? [.. Loopback, Text(address)]
            : ["*"];
    }

    /// <summary>Who names no host at all (HTTP/1.0) is no browser.</summary>
    public bool Has(HostString host) => !host.HasValue || HostString.MatchesAny(host.Host, _names);

    private static string Text(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : $"{address}";
}
