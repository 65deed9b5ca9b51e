using System.Text.Json;
using System.Text.Json.Nodes;
using Detector.TestKit;

namespace Detector.SystemTests;

/// <summary>One stream of two topics, one of which comes into being while it runs: over a real Apache Kafka.</summary>
public sealed class TwoTopicsTests(TrainedStream stream, KafkaFixture fixture)
{
    private const int Each = 2000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly string _first = $"first-{Guid.NewGuid():N}";
    private readonly string _second = $"second-{Guid.NewGuid():N}";

    private string Bootstrap => fixture.Kafka.BootstrapServers;

    [Fact]
    public async Task TheOneThatIsThereIsReadAndTheOtherFromItsBeginningWhenItComes()
    {
        string settings = stream.SettingsFor(Bootstrap, _first, s =>
        {
            s["Source"]!["Topics"] = new JsonArray(_first, _second);
            s["Source"]!["StartFrom"] = "Latest"; // which is for what is there at the first start only
        });
        KafkaTopics.Create(Bootstrap, _first);
        using DetectorProcess daemon = DetectorProcess.Start(stream.Directory, "run", "--config", settings);
        await Until(daemon, async () => daemon.Output.Contains("starts for the first time", StringComparison.Ordinal)
            && (await daemon.ReadinessAsync()).Contains($"\"missing\":[\"topic {_second}\"]", StringComparison.Ordinal));
        Send(_first, 0);
        await Until(daemon, () => ScoredAsync(daemon, Each));

        KafkaTopics.Create(Bootstrap, _second);
        Send(_second, Each);
        await daemon.WaitUntilReadyAsync();
        await Until(daemon, () => ScoredAsync(daemon, 2 * Each));
        await Until(daemon, async () => (await daemon.GetAsync("/metrics")).Split('\n')
            .Where(line => line.StartsWith("detector_consumer_lag_events{", StringComparison.Ordinal)).ToArray() is { Length: 8 } lags
            && lags.All(line => line.EndsWith(" 0", StringComparison.Ordinal)));
        daemon.Terminate();
        Assert.Equal(0, await daemon.WaitForExitAsync());
        Assert.Single(Directory.GetFiles(Path.Combine(stream.Directory, "models", "cards", "state"), "started-*"),
            file => File.ReadAllText(file).Contains(TrainedStream.GroupOf(_first))); // should the broker forget the group

        int[] expected = [.. stream.ExpectedAlerts.Where(i => i < 2 * Each).Order()];
        JsonElement[] alerts =
        [
            .. KafkaTopics.Read(Bootstrap, $"{_first}-alerts", expected.Length, Patience)
                .Select(alert => JsonDocument.Parse(alert.Value).RootElement)
                .OrderBy(EventOf),
        ];
        Assert.Equal(expected, alerts.Select(EventOf));
        Assert.Equal(expected.Select(i => i < Each ? _first : _second), alerts.Select(alert => alert.GetProperty("topic").GetString()));
        Assert.Equal([Each, Each], new[] { _first, _second }.Select(topic => Enumerable.Range(0, 4).Sum(
            p => KafkaTopics.Committed(Bootstrap, TrainedStream.GroupOf(_first), topic, p))));
    }

    private void Send(string topic, int from) => KafkaTopics.Write(
        Bootstrap, topic, Enumerable.Range(from, Each).Select(i => TestMessage.Of(stream.Events[i]) with { Partition = i % 4 }));

    private static async Task<bool> ScoredAsync(DetectorProcess daemon, int count) =>
        (await daemon.GetAsync("/metrics")).Contains($"detector_events_scored_total{{stream=\"cards\"}} {count}\n");

    private static Task Until(DetectorProcess daemon, Func<Task<bool>> holds) => Eventually.TrueAsync(
        async () => await daemon.ReadyAsync() is not null && await holds(), Patience, () => daemon.Output);

    private static int EventOf(JsonElement alert) => int.Parse(alert.GetProperty("key").GetString()![1..], null);
}
