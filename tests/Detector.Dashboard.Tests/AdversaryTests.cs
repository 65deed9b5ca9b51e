using System.Net;
using System.Net.Sockets;
using System.Text;
using Detector.Dashboard.Tests.Live;
using Detector.Streams.Status;

namespace Detector.Dashboard.Tests;

/// <summary>What no client of ours sends: the daemon answers each with a refusal, and goes on answering the others.</summary>
public sealed class AdversaryTests
{
    [Theory]
    [InlineData("GET /api/alerts HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n", 400)]
    [InlineData("GET /api/alerts HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost\r\n\r\n", 400)]
    [InlineData("GET /api/alerts HTTP/1.1\r\nHost: localhost@evil.example\r\n\r\n", 400)]
    [InlineData("GET /api/alerts HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\n\r\n", 400)]
    [InlineData("GET /api/alerts HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", 400)]
    [InlineData("GET http://evil.example/api/alerts HTTP/1.1\r\nHost: localhost\r\n\r\n", 400)]
    [InlineData("GET http://evil.example/api/alerts HTTP/1.1\r\nHost: evil.example\r\n\r\n", 400)]
    [InlineData("GET /api/alerts HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /api/alerts HTTP/1.1\r\nHost:\r\n\r\n", 400, 200)] // no browser says that
    [InlineData("GET /page/../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", 404)]
    [InlineData("GET /page/%2e%2e%2fmain.js HTTP/1.1\r\nHost: localhost\r\n\r\n", 404)]
    [InlineData("GET /page/main.js%00 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, 404)]
    [InlineData("GET /page\\main.js HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, 404)]
    [InlineData("GET //api/alerts HTTP/1.1\r\nHost: localhost\r\n\r\n", 404)]
    [InlineData("GET /api/streams/%ff%fe/scores HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, 404)]
    [InlineData("GET /api/streams/<script>alert(1)</script>/scores HTTP/1.1\r\nHost: localhost\r\n\r\n", 404)]
    [InlineData("TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405)]
    [InlineData("CONNECT localhost:1 HTTP/1.1\r\nHost: localhost:1\r\n\r\n", 400, 405, 404)]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, 200)]
    [InlineData("POST /api/streams/cards/rollback HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n", 403, 413)]
    [InlineData("\u0016\u0003\u0001\r\n\r\n", 400)] // TLS
    public async Task What_is_wrong_is_refused(string request, params int[] expected)
    {
        await using var host = await DashboardHost.StartAsync();

        var answer = await SendAsync(host, request);

        Assert.Contains(int.Parse(answer.Split(' ')[1], null), expected);
        Assert.DoesNotContain("id-1", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", answer.Split("\r\n\r\n")[0], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/healthz")).StatusCode);
    }

    [Fact]
    public async Task A_form_of_another_page_changes_nothing()
    {
        await using var host = await DashboardHost.StartAsync(token: "0123456789abcdef");

        var answer = await SendAsync(
            host,
            "POST /api/streams/cards/rollback HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"
                + "Cookie: token=0123456789abcdef\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 22\r\n\r\ntoken=0123456789abcdef");

        Assert.StartsWith("HTTP/1.1 401 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Access-Control-", answer, StringComparison.Ordinal);
        Assert.Equal("v2", host.Desk.Serving);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("1.2.3.4")]
    [InlineData("EPOCH.9223372036854775807.9223372036854775807")]
    [InlineData("EPOCH.-9223372036854775808.-9223372036854775808")]
    [InlineData("EPOCH.0.9223372036854775807")]
    public async Task Whatever_id_a_client_goes_on_from_it_is_told_how_things_are(string id)
    {
        await using var host = await DashboardHost.StartAsync();
        host.Add(Sample.Alert(1));
        host.Scores["cards"] = new ScoreHistory(TimeProvider.System);
        const string path = "/api/events?stream=cards";
        await using var honest = await EventReader.OpenAsync(host, path: path);
        var epoch = (await honest.ReadToStatusAsync())[^1].Id.Split('.')[0];

        await using var client = await EventReader.OpenAsync(host, id.Replace("EPOCH", epoch, StringComparison.Ordinal), path);
        var status = (await client.ReadToStatusAsync())[^1];

        Assert.Equal("cards", status.Data.GetProperty("streams")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Five_hundred_that_say_nothing_keep_nobody_from_health()
    {
        await using var host = await DashboardHost.StartAsync();
        var address = new Uri(host.Url);
        var idle = new List<Socket>();
        try
        {
            for (var i = 0; i < 500; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                idle.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, address.Port, TestContext.Current.CancellationToken);
            }

            Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/healthz")).StatusCode);
        }
        finally
        {
            idle.ForEach(socket => socket.Dispose());
        }
    }

    private static async Task<string> SendAsync(DashboardHost host, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(host.Url).Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        var answer = new byte[4096];
        var length = 0;
        for (int read; (read = await stream.ReadAsync(answer.AsMemory(length), TestContext.Current.CancellationToken)) > 0;)
        {
            length += read;
            if (answer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) >= 0)
            {
                break;
            }
        }

        return Encoding.Latin1.GetString(answer, 0, length);
    }
}
