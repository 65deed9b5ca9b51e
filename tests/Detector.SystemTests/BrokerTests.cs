using System.Net;
using Detector.TestKit;

namespace Detector.SystemTests;

/// <summary>What the daemon does while its broker is away.</summary>
public sealed class BrokerTests(TrainedStream stream)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task ABrokerThatComesLaterIsWaitedForAndOneThatGoesIsTakenUpAgain()
    {
        using RealKafka kafka = RealKafka.StartOrSkip(settings: RealKafka.QuickGroups);
        string bootstrap = kafka.BootstrapServers;
        string topic = $"events-{Guid.NewGuid():N}";
        KafkaTopics.Create(bootstrap, topic);
        kafka.Kill();

        using DetectorProcess daemon = DetectorProcess.Start(stream.Directory, "run", "--config", stream.SettingsFor(bootstrap, topic));
        await Eventually.TrueAsync(async () => await daemon.ReadyAsync() is HttpStatusCode.ServiceUnavailable,
            Patience, () => daemon.Output);
        Assert.Contains("broker", await daemon.ReadinessAsync());
        Assert.Equal("ok\n", await daemon.GetAsync("/healthz"));

        kafka.Start();
        await daemon.WaitUntilReadyAsync();
        KafkaTopics.Write(bootstrap, topic, stream.Events.Take(5000).Select(e => TestMessage.Of(e)));
        int first = stream.ExpectedAlerts.Count(i => i < 5000);
        KafkaTopics.Read(bootstrap, $"{topic}-alerts", first, Patience);

        kafka.Kill();
        await Eventually.TrueAsync(
            async () => (await daemon.ReadinessAsync()).Contains("broker", StringComparison.Ordinal), Patience, () => daemon.Output);
        kafka.Start();
        KafkaTopics.Write(bootstrap, topic, stream.Events.Skip(5000).Take(5000).Select(e => TestMessage.Of(e)));
        int[] expected = [.. stream.ExpectedAlerts.Where(i => i < 10_000).Order()];
        IReadOnlyList<TestMessage> alerts = KafkaTopics.ReadUntil(
            bootstrap, $"{topic}-alerts", all => all.Select(a => a.KeyText).Distinct().Count() >= expected.Length,
            "every alert", Patience);
        Assert.Equal(expected, alerts.Select(a => int.Parse(a.KeyText![1..], null)).Distinct().Order());
        Assert.False(daemon.HasExited);
    }
}
