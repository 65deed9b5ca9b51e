using System.Net;

namespace Detector.Dashboard.Tests.Access;

public sealed class AllowedHostsTests
{
    [Theory]
    [InlineData("127.0.0.1", "", "localhost", true)]
    [InlineData("127.0.0.1", "", "LOCALHOST:8080", true)]
    [InlineData("127.0.0.1", "", "127.0.0.1:9464", true)]
    [InlineData("127.0.0.1", "", "[::1]:9464", true)]
    [InlineData("127.0.0.1", "", "evil.example", false)]
    [InlineData("127.0.0.1", "", "localhost.evil.example", false)]
    [InlineData("127.0.0.1", "", "192.0.2.7", false)]
    [InlineData("127.0.0.5", "", "127.0.0.5", true)]
    [InlineData("127.0.0.5", "", "evil.example", false)]
    [InlineData("0.0.0.0", "", "any.example", true)]
    [InlineData("0.0.0.0", "detector.example *.inner.example", "detector.example:9464", true)]
    [InlineData("0.0.0.0", "detector.example *.inner.example", "a.inner.example", true)]
    [InlineData("0.0.0.0", "detector.example *.inner.example", "inner.example", false)]
    [InlineData("0.0.0.0", "detector.example *.inner.example", "localhost", false)]
    [InlineData("127.0.0.1", "*", "any.example", true)]
    public async Task Only_names_of_the_daemon_are_answered(string address, string allowed, string asked, bool isAnswered)
    {
        var names = allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await using var host = await DashboardHost.StartAsync(new HttpSettings { Address = address, Port = 0, AllowedHosts = names });
        var url = new Uri(host.Url.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
        foreach (var path in new[] { "/", "/healthz", "/readyz", "/metrics", "/api/streams", "/api/alerts", "/nothing" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, path)) { Headers = { Host = asked } };

            using var answer = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

            var expected = !isAnswered ? HttpStatusCode.BadRequest : path == "/nothing" ? HttpStatusCode.NotFound : HttpStatusCode.OK;
            Assert.Equal(expected, answer.StatusCode);
            if (!isAnswered)
            {
                var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                Assert.Contains($"'{asked}' is no name of this daemon; Detector:Http:AllowedHosts", body, StringComparison.Ordinal);
            }
        }
    }
}
