using Detector.Core.Drift;
using Detector.Streams.Status;

namespace Detector.Dashboard.Tests.Streams;

public sealed class StreamsApiTests
{
    [Fact]
    public async Task A_stream_is_told_whole_in_camel_case()
    {
        await using var host = await DashboardHost.StartAsync();
        var shift = new FieldShift("amount", 0.5, DriftLevel.Drifted, 0, null, "above 310", 0.41, 0.1);
        var drift = new DriftStatus
        {
            Level = DriftLevel.Drifted, Reason = shift.Words, Since = DateTimeOffset.UnixEpoch, Fields = [shift],
        };
        host.Streams = [Sample.Stream("cards") with { Drift = drift },
            Sample.Waiting("machines") with { DeliveryObstacle = new(DateTimeOffset.UnixEpoch, "there is no topic 'a'") }];

        var response = await host.GetAsync("/api/streams");

        Assert.Equal(
            """
            [{"name":"cards","state":"running","reason":null,"missing":[],
            "model":{"version":"20250301-101500","family":"dense","device":"cpu"},"modelProblem":null,
            "threshold":{"value":3.25,"method":"medianMad","target":0.01,"version":"t7","samples":5000},
            "brokerConnected":true,"assignedPartitions":3,"leads":false,"deliveryObstacle":null,"keys":null,
            "drift":{"level":"drifted","reason":"amount: 41 % of events above 310, in training 10 % (PSI 0.50)",
            "since":"1970-01-01T00:00:00+00:00","noInputs":null,
            "fields":[{"name":"amount","psi":0.5,"level":"drifted","missing":0,"new":null,"what":"above 310","share":0.41,"usually":0.1,
            "words":"amount: 41 % of events above 310, in training 10 % (PSI 0.50)"}],"score":null,"alerts":null,"burst":null},
            "eventsConsumed":1000010,"eventsScored":1000000,"eventsDeadLettered":4,
            "alerts":9950,"eventsPerSecond":1234.5,"lag":17},
            {"name":"machines","state":"waiting","reason":null,"missing":["model","broker","assignment"],
            "model":null,"modelProblem":null,"threshold":null,"brokerConnected":false,"assignedPartitions":0,"leads":false,
            "deliveryObstacle":{"since":"1970-01-01T00:00:00+00:00","reason":"there is no topic 'a'"},"keys":null,"drift":null,
            "eventsConsumed":0,"eventsScored":0,"eventsDeadLettered":0,"alerts":0,"eventsPerSecond":0,"lag":null}]
            """.ReplaceLineEndings(""),
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
