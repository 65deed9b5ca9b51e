using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Detector.Dashboard.Tests.Access;

public sealed class ConnectionLimitTests
{
    private const int Most = 100;
    private const int TooMany = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")] // idle
    [InlineData("GET /healthz HTTP/1.1\r\nHost: local")] // slow
    public async Task Of_too_many_connections_those_go_that_are_idle_longest_and_who_asks_is_answered(string sent)
    {
        await using var host = await DashboardHost.StartAsync();
        using var kept = await ConnectAsync(host, "");
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(kept), StringComparison.Ordinal);
        List<TcpClient> others = [];
        try
        {
            for (var i = 0; i < Most - 1; i++)
            {
                others.Add(await ConnectAsync(host, sent));
            }

            // It is the oldest one, but no longer the one that is idle longest.
            Assert.StartsWith("HTTP/1.1 200", await AskAsync(kept), StringComparison.Ordinal);
            for (var i = 0; i < TooMany; i++)
            {
                others.Add(await ConnectAsync(host, sent));
            }

            List<Task> ends = [.. others.Select(EndAsync)];
            for (var i = 0; i < TooMany; i++)
            {
                ends.Remove(await Task.WhenAny(ends).WaitAsync(Patience, Cancellation));
            }

            Assert.StartsWith("HTTP/1.1 200", await AskAsync(kept), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/metrics")).StatusCode);
        }
        finally
        {
            others.ForEach(other => other.Dispose());
        }
    }

    private static async Task<TcpClient> ConnectAsync(DashboardHost host, string sent)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(host.Url).Port, Cancellation);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(sent), Cancellation);
        return client;
    }

    private static async Task<string> AskAsync(TcpClient client)
    {
        await client.GetStream().WriteAsync("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Cancellation);
        var buffer = new byte[4096];
        return Encoding.ASCII.GetString(buffer, 0, await client.GetStream().ReadAsync(buffer, Cancellation));
    }

    // Whatever the server says before it, and in whichever way it closes.
    private static async Task EndAsync(TcpClient client)
    {
        try
        {
            await client.GetStream().CopyToAsync(Stream.Null, Cancellation);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
        }
    }
}
