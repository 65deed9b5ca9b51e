using System.Text;
using Detector.Core.Alerts;
using Detector.Kafka.Settings;
using Detector.Kafka.Tests.Sinks;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Outages;

/// <summary>What a broker can say against a message: none of it ends the process or loses an alert unsaid.</summary>
[Collection(nameof(Outages))]
public sealed class RefusalTests(Outages outages)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly string _topic = $"alerts-{Guid.NewGuid():N}";

    [Fact]
    public async Task AlertsOfATopicThatIsGoneTakeNoThreadsAndComeInOrderOnceItIsBack()
    {
        const int Count = 3000;
        string bootstrap = outages.Running().BootstrapServers;
        KafkaTopics.Create(bootstrap, _topic, 1);
        using var probe = new SinkProbe(bootstrap, _topic, new SinkSettings { Topic = _topic, CreateTopics = false });
        probe.Publish(0, 1);
        Assert.True(probe.Drain(Patience));
        KafkaTopics.Delete(bootstrap, _topic);

        int threads = ThreadPool.ThreadCount;
        probe.Publish(1, Count);
        string missing = $"there is no topic '{_topic}', and CreateTopics is false";
        await Eventually.Holds(() => probe.Producer.Obstacle?.Reason == missing, "the sink says what it waits for");
        Assert.InRange(ThreadPool.ThreadCount, 0, threads + 8);
        Assert.Equal(Count, probe.Producer.Pending);
        Assert.Equal([1L], probe.Stored);

        KafkaTopics.Create(bootstrap, _topic, 1);
        Assert.True(probe.Drain(Patience));
        Assert.Null(probe.Producer.Obstacle);
        Assert.Equal(Enumerable.Range(1, Count + 1).Select(i => (long)i), probe.Stored);
        Assert.Equal(Enumerable.Range(1, Count).Select(i => SampleAlert.IdOf(i)),
            KafkaTopics.Read(bootstrap, _topic, Count).Select(a => a.Header("ce_id")));
        Assert.False(probe.Producer.Failure.IsCompleted);
    }

    [Fact]
    public async Task AProducerThatWaitsForItsTopicIsDisposedAtOnce()
    {
        string bootstrap = outages.Running().BootstrapServers;
        var probe = new SinkProbe(bootstrap, _topic, new SinkSettings { Topic = _topic, CreateTopics = false });
        probe.Publish(0, 1000);
        await Eventually.Holds(() => probe.Producer.Obstacle is not null, "the sink says what it waits for");
        await Task.Run(probe.Dispose).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Empty(probe.Stored);
    }

    /// <summary>A broker refuses whole batches for their size: none of these is too large by itself.</summary>
    [Fact]
    public void MessagesThatAreTooLargeTogetherArriveWhole()
    {
        string bootstrap = outages.Running().BootstrapServers;
        KafkaTopics.Create(bootstrap, _topic, 1, ("max.message.bytes", "12000"));
        var settings = new SinkSettings { Topic = _topic,
            Options = new Dictionary<string, string> { ["linger.ms"] = "500", ["compression.type"] = "none" } };
        using var probe = new SinkProbe(bootstrap, _topic, settings);
        for (int i = 0; i < 10; i++)
        {
            probe.Publish(i, alert => alert with { Key = new string('k', 3000) });
        }

        Assert.True(probe.Drain(Patience));
        Assert.Equal(0, probe.Producer.GivenUp);
        Assert.All(KafkaTopics.Read(bootstrap, _topic, 10), alert => Assert.InRange(alert.Value!.Length, 3000, 5000));
    }

    [Fact]
    public void AMessageThatItsTopicNeverTakesIsSaidAndCountedAndHoldsNothingUp()
    {
        string bootstrap = outages.Running().BootstrapServers;
        KafkaTopics.Create(bootstrap, _topic, 1, ("cleanup.policy", "compact"));
        using var probe = new SinkProbe(bootstrap, _topic);
        probe.Publish(0);
        probe.Publish(1, alert => alert with { Key = null, KeyBytes = null });
        probe.Publish(2);

        Assert.True(probe.Drain(Patience));
        Assert.Equal([1L, 2, 3], probe.Stored);
        Assert.Equal(1, probe.Producer.GivenUp);
        Assert.Null(probe.Producer.Obstacle);
        Assert.Contains(SampleAlert.IdOf(1), Assert.Single(probe.Log.Warnings), StringComparison.Ordinal);
        Assert.Equal([SampleAlert.IdOf(0), SampleAlert.IdOf(2)], KafkaTopics.Read(bootstrap, _topic, 2).Select(a => a.Header("ce_id")));
        Assert.False(probe.Producer.Failure.IsCompleted);
    }

    /// <summary>
    /// A topic that takes nothing from the past refuses this machine's time, as a broker does whose clock is an hour behind.
    /// </summary>
    [Fact]
    public void WhereThisMachinesTimeIsRefusedMessagesBearTheirEvents()
    {
        string bootstrap = outages.Running().BootstrapServers;
        KafkaTopics.Create(bootstrap, _topic, 1, ("message.timestamp.before.max.ms", "0"));
        using var probe = new SinkProbe(bootstrap, _topic);
        long soon = TimeProvider.System.GetUtcNow().AddMinutes(30).ToUnixTimeMilliseconds();
        for (int i = 0; i < 100; i++)
        {
            probe.Publish(i, alert => alert with { TimestampMs = soon + alert.Offset });
        }

        Assert.True(probe.Drain(Patience));
        IReadOnlyList<TestMessage> alerts = KafkaTopics.Read(bootstrap, _topic, 100);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => soon + i), alerts.Select(alert => alert.TimestampMs));
        Assert.All(alerts, alert => Assert.InRange(long.Parse(alert.Header("detector_clock")!, null), soon - 3_600_000, soon));
        Assert.StartsWith($"Topic {_topic} refuses this machine's time", Assert.Single(probe.Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhereBothTimesAreRefusedTheAlertsWait()
    {
        string bootstrap = outages.Running().BootstrapServers;
        KafkaTopics.Create(bootstrap, _topic, 1, ("message.timestamp.before.max.ms", "0"));
        using var probe = new SinkProbe(bootstrap, _topic);
        probe.Publish(0, 5);
        await Eventually.Holds(() => probe.Producer.Obstacle is not null, "the sink says what it waits for");
        Assert.Contains("put the clock right", probe.Producer.Obstacle!.Reason, StringComparison.Ordinal);
        Assert.Empty(probe.Stored);

        KafkaTopics.Configure(bootstrap, _topic, "message.timestamp.before.max.ms", "9223372036854775807");
        Assert.True(probe.Drain(Patience));
        Assert.Equal(5, KafkaTopics.Read(bootstrap, _topic, 5).Select(alert => alert.Header("ce_id")).Distinct().Count());
        Assert.Null(probe.Producer.Obstacle);
    }

    /// <summary>With nothing to send, too.</summary>
    [Fact]
    public async Task ABrokerThatIsBackIsNotSaidToBeAway()
    {
        RealKafka kafka = outages.Running();
        KafkaTopics.Create(kafka.BootstrapServers, _topic, 1);
        using var probe = new SinkProbe(kafka.BootstrapServers, _topic);
        probe.Publish(0, 1);
        Assert.True(probe.Drain(Patience));
        kafka.Kill();
        await Eventually.Holds(() => probe.Producer.Obstacle is not null, "the broker's end is said");
        Assert.Contains("no broker", probe.Producer.Obstacle!.Reason, StringComparison.Ordinal);
        kafka.Start();
        await Eventually.Holds(() => probe.Producer.Obstacle is null, "and taken back once it answers");
    }

    [Fact]
    public void AnAlertIsKeyedAsItsEventByteForByte()
    {
        string bootstrap = outages.Running().BootstrapServers;
        KafkaTopics.Create(bootstrap, _topic, 1);
        using var probe = new SinkProbe(bootstrap, _topic);
        byte[]?[] keys = [null, [], [0xFF, 0x00, 0xC3], Encoding.UTF8.GetBytes("card-ß")];
        for (int i = 0; i < keys.Length; i++)
        {
            byte[]? key = keys[i];
            probe.Publish(i, alert => alert with { KeyBytes = key, Key = key is null ? null : Encoding.UTF8.GetString(key) });
        }

        Assert.True(probe.Drain(Patience));
        Assert.Equal(keys, KafkaTopics.Read(bootstrap, _topic, keys.Length).Select(alert => alert.Key));
    }
}
