using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Detector.Core.Sources;
using Detector.Kafka.Settings;
using Detector.TestKit;

namespace Detector.Kafka.Tests;

public sealed class ChangelogTests(Brokers brokers)
{
    private readonly string _topic = $"changelog-{Guid.NewGuid():N}";
    private readonly TestLog _log = new();

    /// <summary>What is written is there for whoever reads then, in its partition alone.</summary>
    [Theory, InlineData(BrokerKind.InProcess), InlineData(BrokerKind.Real)]
    public async Task WhatIsWrittenIsReadInOrder(BrokerKind kind)
    {
        string bootstrap = kind == BrokerKind.InProcess ? brokers.WithTopic(kind, _topic) : brokers.Bootstrap(kind);
        using Changelog log = Of(bootstrap);
        log.Write(0, [Pair("a", new string('x', 600_000)), Pair("b", "2"), Pair("c", new string('y', 600_000))], default);
        log.Write(0, [Pair("a", null)], default);
        log.Write(1, [Pair("d", "")], default);
        using Changelog other = Of(bootstrap);
        Assert.Equal(["axxx", "b2", "cyyy", "a-"], Read(other, 0).Where(text => text[0] != 'd')); // a broker may make one partition only
        Assert.Contains("d", Read(other, 1));
        Assert.Empty(_log.Warnings);
        if (kind == BrokerKind.Real)
        {
            using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap })
                .SetLogHandler((_, _) => { }).Build();
            List<DescribeConfigsResult> configs =
                await admin.DescribeConfigsAsync([new() { Name = _topic, Type = ResourceType.Topic }]);
            Assert.Equal("compact", configs.Single().Entries["cleanup.policy"].Value);
        }
    }

    [Fact]
    public void ATopicThatIsNotThereIsSaid()
    {
        using Changelog log = Of(brokers.Bootstrap(BrokerKind.InProcess), create: false);
        SourceFailedException error = Assert.Throws<SourceFailedException>(() => Read(log, 0));
        Assert.Equal($"there is no topic '{_topic}', and CreateTopics is false: make it, with cleanup.policy=compact", error.Message);
        Assert.Throws<SourceFailedException>(() => log.Write(0, [Pair("a", "1")], default));
        brokers.WithTopic(BrokerKind.InProcess, _topic);
        log.Write(0, [Pair("a", "1")], default);
        Assert.Equal(["a1"], Read(log, 0));
    }

    [Fact]
    public void ATopicThatIsNotCompactedIsSaid()
    {
        using Changelog log = Of(brokers.WithTopic(BrokerKind.Real, _topic));
        Assert.Empty(Read(log, 0));
        Assert.Contains(_log.Warnings, line => line.Contains($"{_topic} has cleanup.policy=delete", StringComparison.Ordinal));
    }

    /// <summary>The wait ends when it is to, whatever brokers there are.</summary>
    [Fact]
    public void BrokersThatAreAwayAreNotWaitedForLonger()
    {
        using Changelog log = Of("127.0.0.1:1");
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Exception? error = Record.Exception(() => log.Write(0, [Pair("a", "1")], stop.Token));
        Assert.True(error is SourceFailedException or OperationCanceledException, $"{error}");
    }

    private static (byte[], byte[]?) Pair(string key, string? value) =>
        (Encoding.UTF8.GetBytes(key), value is null ? null : Encoding.UTF8.GetBytes(value));

    // Keys with the first three characters of their values.
    private static string[] Read(Changelog log, int partition)
    {
        var texts = new List<string>();
        log.Read(
            partition,
            (in EventView message) => texts.Add(Encoding.UTF8.GetString(message.Key) + (message.IsTombstone ? "-"
                : Encoding.UTF8.GetString(message.Payload[..Math.Min(3, message.Payload.Length)]))),
            CancellationToken.None);
        return [.. texts];
    }

    private Changelog Of(string bootstrap, bool create = true) => new(
        new SourceSettings { Bootstrap = bootstrap, Topics = ["events"] }, new SinkSettings { Topic = "alerts", CreateTopics = create },
        _topic, _log, TimeProvider.System);
}
