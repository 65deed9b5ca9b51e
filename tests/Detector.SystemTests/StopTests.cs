using System.Diagnostics;
using System.Text.Json.Nodes;
using Detector.TestKit;

namespace Detector.SystemTests;

/// <summary>SIGTERM in whatever the daemon is about: it ends soon, with exit code 0, and is no member of its group.</summary>
public sealed class StopTests(TrainedStream stream, KafkaFixture fixture)
{
    private const string NoBroker = "127.0.0.1:1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly string _topic = $"stop-{Guid.NewGuid():N}";

    [Fact]
    public Task AsItsFirstAct() => StopsWhen(daemon => daemon.ReadsItsCommandLine, NoBroker);

    [Fact]
    public Task WhileTheBrokerIsAway() =>
        StopsWhen(daemon => daemon.Output.Contains("no broker answers", StringComparison.Ordinal), NoBroker);

    [Fact]
    public Task WhileItWaitsForAModel() =>
        StopsWhen(daemon => daemon.Output.Contains("has no model yet", StringComparison.Ordinal), NoBroker, "--registry", "no-models");

    [Fact]
    public Task WhileItWaitsForEventsToTrainOn() => StopsWhen(
        daemon => daemon.Output.Contains("training the first one", StringComparison.Ordinal), fixture.Kafka.BootstrapServers,
        settings => settings["Retraining"] = new JsonObject { ["FirstModelEvents"] = 1000 }, options: ["--registry", "no-models"]);

    [Fact]
    public Task WhileItsTopicIsMissing() =>
        StopsWhen(daemon => daemon.Output.Contains("Unknown topic or partition", StringComparison.Ordinal),
            fixture.Kafka.BootstrapServers);

    [Theory, InlineData("Classic"), InlineData("Consumer")]
    public Task WhileItJoins(string protocol)
    {
        KafkaTopics.Create(fixture.Kafka.BootstrapServers, _topic);
        return StopsWhen(
            daemon => daemon.Output.Contains("loaded", StringComparison.Ordinal), fixture.Kafka.BootstrapServers,
            settings => settings["Source"]!["GroupProtocol"] = protocol);
    }

    [Theory, InlineData("Classic"), InlineData("Consumer")]
    public Task AfterItsTopicWasDeleted(string protocol) => StopsAfter(
        protocol, "waits: ", bootstrap => KafkaTopics.Delete(bootstrap, _topic),
        leaves: protocol == "Consumer"); // librdkafka sends no leave for one that has lost its topics

    [Theory, InlineData("Classic"), InlineData("Consumer")]
    public Task AfterItsTopicWasMadeAnew(string protocol) => StopsAfter(protocol, "begins again", bootstrap =>
    {
        KafkaTopics.MakeAnew(bootstrap, _topic);
        KafkaTopics.Write(bootstrap, _topic, stream.Events.Take(1000).Select(e => TestMessage.Of(e)));
    });

    private Task StopsAfter(string protocol, string word, Action<string> change, bool leaves = true)
    {
        string bootstrap = fixture.Kafka.BootstrapServers;
        KafkaTopics.Create(bootstrap, _topic);
        KafkaTopics.Write(bootstrap, _topic, stream.Events.Take(2000).Select(e => TestMessage.Of(e)));
        bool isChanged = false;
        return StopsWhen(
            daemon =>
            {
                if (!isChanged && Enumerable.Range(0, 4)
                    .Sum(p => Math.Max(0, KafkaTopics.Committed(bootstrap, TrainedStream.GroupOf(_topic), _topic, p))) == 2000)
                {
                    change(bootstrap);
                    isChanged = true;
                }

                return isChanged && daemon.Output.Contains(word, StringComparison.Ordinal);
            },
            bootstrap, settings => settings["Source"]!["GroupProtocol"] = protocol, leaves);
    }

    private Task StopsWhen(Func<DetectorProcess, bool> isTime, string bootstrap, params string[] options) =>
        StopsWhen(isTime, bootstrap, _ => { }, true, options);

    private async Task StopsWhen(
        Func<DetectorProcess, bool> isTime, string bootstrap, Action<JsonNode> change, bool leaves = true, params string[] options)
    {
        string settings = stream.SettingsFor(bootstrap, _topic, change);
        using DetectorProcess daemon = DetectorProcess.Start(stream.Directory, ["run", "--config", settings, .. options]);
        await Eventually.TrueAsync(() => Task.FromResult(isTime(daemon)), Patience, () => daemon.Output);
        daemon.Terminate();
        var clock = Stopwatch.StartNew();
        Assert.True(await daemon.WaitForExitAsync() == 0, daemon.Output);
        TestContext.Current.TestOutputHelper?.WriteLine($"{clock.Elapsed.TotalSeconds:F1} s\n{daemon.Output}");
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20); // a drain that waits in vain has 20 s, on an idle machine
        if (leaves && bootstrap != NoBroker)
        {
            Assert.Empty(KafkaTopics.Members(bootstrap, TrainedStream.GroupOf(_topic)));
        }
    }
}
