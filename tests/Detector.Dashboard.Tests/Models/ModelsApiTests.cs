using System.Net;
using System.Text.Json;

namespace Detector.Dashboard.Tests.Models;

public sealed class ModelsApiTests
{
    private const string Token = "0123456789abcdef";

    [Fact]
    public async Task Versions_are_listed_and_a_report_runs_nothing()
    {
        await using var host = await DashboardHost.StartAsync();

        var versions = await host.GetJsonAsync("/api/streams/cards/models");
        var report = await host.GetAsync("/api/streams/cards/models/v1/report");

        Assert.Equal(
            """
            {"version":"v2","roles":["current"],"created":"1970-01-01T00:00:00+00:00","family":"dense","rows":12000,
            "heldOutOver":0.01,"error":null}
            """.ReplaceLineEndings(""),
            versions[0].GetRawText());
        Assert.Equal("text/html", report.Content.Headers.ContentType?.MediaType);
        var policy = Assert.Single(report.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("sandbox", policy, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await host.GetAsync("/api/streams/cards/models/v2/report")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.GetAsync("/api/streams/crads/models")).StatusCode);
    }

    [Theory]
    [InlineData("/api/streams/cards/models/v1/promote", "{}", 200, "v1 serves cards")]
    [InlineData("/api/streams/cards/models/v0/promote", "", 409, "v0 is refused: its manifest is cut")]
    [InlineData("/api/streams/cards/rollback", "", 200, "v1 serves cards")]
    [InlineData("/api/streams/crads/rollback", "", 404, "there is no stream 'crads'; streams: cards")]
    [InlineData("/api/streams/cards/threshold", """{"value":6.5}""", 200, "the threshold is set")]
    [InlineData("/api/streams/cards/threshold", """{"target":0.001}""", 200, "the threshold is set")]
    [InlineData("/api/streams/cards/threshold", """{"trained":true}""", 200, "the threshold is set")]
    [InlineData("/api/streams/crads/threshold", """{"trained":true}""", 404, "there is no stream 'crads'; streams: cards")]
    [InlineData("/api/streams/cards/threshold", "{}", 400, "what the threshold is to be is one of value, target and trained")]
    [InlineData("/api/streams/cards/threshold", """{"value":1,"target":0.1}""", 400, "what the threshold is to be is one of")]
    [InlineData("/api/streams/cards/threshold", """{"value":"NaN"}""", 400, "value must be a number")]
    [InlineData("/api/streams/cards/threshold", """{"target":1}""", 400, "target must be above 0 and below 1")]
    [InlineData("/api/streams/cards/threshold", "null", 400, "the body is to be a JSON object")]
    [InlineData("/api/streams/cards/threshold", "", 400, "the body is no such JSON object as {\"value\": 6.5}")]
    [InlineData("/api/streams/cards/threshold", """{"valeu":1}""", 400, "the body is no such JSON object as {\"value\": 6.5}")]
    public async Task A_change_says_what_was_done_or_why_not(string path, string body, int status, string said)
    {
        await using var host = await DashboardHost.StartAsync(token: Token);

        Assert.Equal(401, (int)(await PostAsync(host, path, body, "wrong")).StatusCode);
        Assert.Equal("v2", host.Desk.Serving);
        Assert.Empty(host.Desk.Thresholds);
        var answer = await PostAsync(host, path, body, Token);

        var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.StartsWith(said, json.GetProperty(status == 200 ? "done" : "error").GetString(), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> PostAsync(DashboardHost host, string path, string body, string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body) };
        request.Headers.Authorization = new("Bearer", token);
        return host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
