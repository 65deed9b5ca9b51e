using System.Net;
using System.Net.Http.Headers;
using Detector.Streams.Status;

namespace Detector.Dashboard.Tests.Retraining;

public sealed class RetrainingEndpointsTests
{
    private const string Token = "0123456789abcdef";

    [Theory]
    [InlineData("cards", Token, HttpStatusCode.Accepted)]
    [InlineData("cards", null, HttpStatusCode.Unauthorized)]
    [InlineData("cards", "0123456789abcdeF", HttpStatusCode.Unauthorized)]
    [InlineData("busy", Token, HttpStatusCode.Conflict)]
    [InlineData("crads", Token, HttpStatusCode.NotFound)]
    public async Task A_training_is_asked_for_by_who_shows_the_token(string stream, string? token, HttpStatusCode expected)
    {
        var retrainer = new FakeRetrainer();
        await using var host = await DashboardHost.StartAsync(token: Token, retrainer: retrainer);
        Assert.Equal(expected, await PostAsync(host, $"/api/streams/{stream}/retrain", token));
        Assert.Equal(expected == HttpStatusCode.Accepted ? ["cards"] : [], retrainer.Asked);
    }

    [Fact]
    public async Task Without_a_token_nobody_may()
    {
        var retrainer = new FakeRetrainer();
        await using var host = await DashboardHost.StartAsync(retrainer: retrainer);
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(host, "/api/streams/cards/retrain", Token));
        Assert.Empty(retrainer.Asked);
    }

    [Fact]
    public async Task It_is_seen_and_ended()
    {
        await using var host = await DashboardHost.StartAsync(token: Token, retrainer: new FakeRetrainer());
        var busy = await host.GetJsonAsync("/api/streams/busy/retraining");
        Assert.Equal("training", busy.GetProperty("stage").GetString());
        Assert.Equal([2.0, 1.0], busy.GetProperty("curve").EnumerateArray().Select(loss => loss.GetDouble()));
        Assert.Equal(HttpStatusCode.NotFound, (await host.GetAsync("/api/streams/crads/retraining")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(host, "/api/streams/busy/retrain/cancel", Token));
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync(host, "/api/streams/cards/retrain/cancel", Token));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await host.GetAsync("/api/streams/cards/retrain")).StatusCode);
    }

    private static async Task<HttpStatusCode> PostAsync(DashboardHost host, string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
