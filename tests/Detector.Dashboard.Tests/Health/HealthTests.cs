using System.Net;
using Detector.Streams.Status;

namespace Detector.Dashboard.Tests.Health;

public sealed class HealthTests
{
    public static TheoryData<string> States => ["healthy", "nothing there", "broken"];

    [Theory]
    [MemberData(nameof(States))]
    public async Task Liveness_depends_on_nothing_outside(string state)
    {
        await using var host = await DashboardHost.StartAsync();
        host.Streams = state switch
        {
            "healthy" => [Sample.Stream("cards")],
            "nothing there" => [Sample.Waiting("cards")],
            _ => null!,
        };

        var response = await host.GetAsync("/healthz");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("ok\n", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Readiness_follows_the_streams()
    {
        await using var host = await DashboardHost.StartAsync();
        host.Streams = [Sample.Stream("cards"), Sample.Waiting("machines") with { Missing = ["broker"] },
            Sample.Stream("hosts") with { State = StreamState.Failed, Reason = "the topic is refused" }];

        var response = await host.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(
            """
            {"ready":false,"streams":[{"name":"cards","state":"running","missing":[],"reason":null},
            {"name":"machines","state":"waiting","missing":["broker"],"reason":null},
            {"name":"hosts","state":"failed","missing":[],"reason":"the topic is refused"}]}
            """.ReplaceLineEndings(""),
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        host.Streams = [Sample.Stream("cards"), Sample.Stream("machines")];
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/readyz")).StatusCode);
        Assert.True((await host.GetJsonAsync("/readyz")).GetProperty("ready").GetBoolean());
    }

    [Theory]
    [InlineData(StreamState.Waiting)]
    [InlineData(StreamState.Training)]
    [InlineData(StreamState.Failed)]
    [InlineData(StreamState.Stopping)]
    [InlineData(StreamState.Stopped)]
    [InlineData(null)]
    public async Task Only_streams_that_run_make_it_ready(StreamState? other)
    {
        await using var host = await DashboardHost.StartAsync();
        host.Streams = other is { } state ? [Sample.Stream("cards"), Sample.Stream("machines") with { State = state }] : [];

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.GetAsync("/readyz")).StatusCode);
    }
}
