using Detector.Kafka.Settings;
using Detector.Kafka.Tests.Sources;
using Detector.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace Detector.Kafka.Tests.Outages;

/// <summary>A source that is there before its broker is.</summary>
public sealed class LateBrokerTests
{
    private readonly string _topic = $"events-{Guid.NewGuid():N}";

    [Fact]
    public void ABrokerThatComesLateIsWaitedFor()
    {
        int port = FreePort.NextRow(3);
        var settings = new SourceSettings { Bootstrap = $"127.0.0.1:{port}", Topics = [_topic], Group = $"group-{_topic}" };
        using var probe = new SourceProbe(settings,
            new FakeTimeProvider()); // the broker may take more than the minute after which it is said again
        probe.RunUntil(() => probe.Source.Problem is not null);
        Assert.False(probe.Source.IsConnected);
        Assert.Contains($"127.0.0.1:{port}", probe.Source.Problem, StringComparison.Ordinal);

        using RealKafka kafka = RealKafka.StartOrSkip(port: port);
        KafkaTopics.Create(kafka.BootstrapServers, _topic);
        KafkaTopics.Write(kafka.BootstrapServers, _topic, [TestMessage.Of("hello")]);
        probe.RunUntil(() => probe.Received.Count == 1);

        Assert.Null(probe.Source.Problem);
        Assert.True(probe.Source.IsConnected);
        Assert.Contains(probe.Log.Warnings, line => line.Contains("no broker answers", StringComparison.Ordinal));

        // A broker that starts may go once more: each wait is said once, and so is its end.
        Assert.Equal(
            probe.Log.Warnings.Count(line => line.Contains(" waits: ", StringComparison.Ordinal)),
            probe.Log.Lines.Count(line => line.Text.EndsWith(" goes on", StringComparison.Ordinal)));
        probe.Source.Close();
    }
}
