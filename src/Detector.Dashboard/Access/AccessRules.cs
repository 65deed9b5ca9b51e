using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Detector.Dashboard.Access;

/// <summary>
/// Who may do what: this machine may read, whoever shows the token may read from anywhere and change things. What an address asks for
/// and may not have is counted, and so are its changes: too many in a minute are refused whatever they show.
/// </summary>
internal sealed class AccessRules : IDisposable
{
    /// <summary>Changes and refusals that an address has in a minute.</summary>
    public const int MostPerMinute = 30;

    private const string Settings = "Detector:Http:Token or TokenFile";

    // The page itself holds nothing of any event, and whoever asks for health has no token.
    private static readonly PathString[] Open = ["/healthz", "/readyz", "/page"];

    private readonly AccessToken? _token;
    private readonly bool _isOpen;
    private readonly PartitionedRateLimiter<HttpContext> _limiter;

    /// <param name="token">What has to be shown; null: nothing opens what is closed.</param>
    /// <param name="isOpen">Whether everybody may read.</param>
    public AccessRules(string? token, bool isOpen)
    {
        _token = token is null ? null : new AccessToken(token);
        _isOpen = isOpen;
        _limiter = PartitionedRateLimiter.Create<HttpContext, IPAddress>(context => RateLimitPartition.GetFixedWindowLimiter(
            Address(context), _ => new FixedWindowRateLimiterOptions { PermitLimit = MostPerMinute, Window = TimeSpan.FromMinutes(1) }));
    }

    /// <returns>The refusal; null: the request may read.</returns>
    public IResult? RefuseRead(HttpContext context) =>
        _isOpen || IPAddress.IsLoopback(Address(context)) || IsOpen(context.Request.Path) ? null
        : _token is null
            ? Refusal(StatusCodes.Status403Forbidden, $"only the daemon's own machine may read this, as {Settings} is not set; "
                + "with one, whoever shows it may (Authorization: Bearer …); Detector:Http:OpenReads lets everybody")
        : Checked(context, _token);

    /// <returns>The refusal; null: the request may change something.</returns>
    public IResult? RefuseChange(HttpContext context) => _token is null
        ? Refusal(StatusCodes.Status403Forbidden, $"nothing can be changed by HTTP, as {Settings} is not set")
        : TooMany(context) ?? Checked(context, _token, isCounted: true);

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();

    private IResult? Checked(HttpContext context, AccessToken token, bool isCounted = false)
    {
        if (token.IsShownBy(context.Request))
        {
            return null;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return (isCounted ? null : TooMany(context))
            ?? Refusal(StatusCodes.Status401Unauthorized, $"needs the token of {Settings} (Authorization: Bearer …)");
    }

    private IResult? TooMany(HttpContext context)
    {
        using RateLimitLease lease = _limiter.AttemptAcquire(context);
        if (lease.IsAcquired)
        {
            return null;
        }

        context.Response.Headers.RetryAfter = "60";
        return Refusal(StatusCodes.Status429TooManyRequests, $"more than {MostPerMinute} such requests in a minute; wait for one");
    }

    private static bool IsOpen(PathString path) => path == "/" || Array.Exists(Open, open => path.StartsWithSegments(open));

    private static IPAddress Address(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address ? address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address : IPAddress.None;

    private static IResult Refusal(int status, string error) =>
        Results.Json(new ErrorBody(error), DashboardJson.Readable.ErrorBody, statusCode: status);
}
