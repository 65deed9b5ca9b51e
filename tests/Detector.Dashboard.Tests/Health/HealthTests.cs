using System.Net;
using Detector.Dashboard.Streams;

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
            "nothing there" => [new StreamStatus { Name = "cards" }],
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
        host.Streams = [Sample.Stream("cards"), Sample.Stream("machines") with { BrokerConnected = false, AssignedPartitions = 0 }];

        var response = await host.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(
            """
            {"ready":false,"streams":[{"name":"cards","state":"running","missing":[]},{"name":"machines","state":"waiting","missing":["broker","assignment"]}]}
            """,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        host.Streams = [Sample.Stream("cards"), Sample.Stream("machines")];
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/readyz")).StatusCode);
        Assert.True((await host.GetJsonAsync("/readyz")).GetProperty("ready").GetBoolean());
    }

    [Theory]
    [InlineData("model")]
    [InlineData("broker")]
    [InlineData("assignment")]
    [InlineData("delivery")]
    [InlineData("stopping")]
    [InlineData("no streams")]
    public async Task Anything_that_lacks_makes_it_unready(string lack)
    {
        await using var host = await DashboardHost.StartAsync();
        var stream = Sample.Stream("cards");
        host.Streams = lack switch
        {
            "model" => [stream with { Model = null }],
            "broker" => [stream with { BrokerConnected = false }],
            "assignment" => [stream with { AssignedPartitions = 0 }],
            "delivery" => [stream with { DeliveryObstacle = new(DateTimeOffset.UnixEpoch, "no topic") }],
            "stopping" => [stream with { Stopping = true }],
            _ => [],
        };

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.GetAsync("/readyz")).StatusCode);
    }
}
