using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Detector.Core.Alerts;
using Detector.Kafka.Sinks;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Sinks;

public sealed class KafkaAlertSinkTests(Brokers brokers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly string _topic = $"alerts-{Guid.NewGuid():N}";

    [Theory, InlineData(BrokerKind.InProcess), InlineData(BrokerKind.Real)]
    public void AnAlertIsACloudEvent(BrokerKind kind)
    {
        string bootstrap = brokers.Bootstrap(kind);
        using var probe = new SinkProbe(bootstrap, _topic);
        probe.Publish(41);

        TestMessage alert = KafkaTopics.Read(bootstrap, _topic, 1).Single();
        Assert.Equal("card-41", alert.KeyText);
        Assert.Equal("1.0", alert.Header("ce_specversion"));
        Assert.Equal(SampleAlert.IdOf(41), alert.Header("ce_id"));
        Assert.Equal("/detector/streams/cards", alert.Header("ce_source"));
        Assert.Equal("detector.anomaly", alert.Header("ce_type"));
        Assert.Equal("2023-11-14T22:13:20.1230000Z", alert.Header("ce_time"));
        Assert.Equal("application/json", alert.Header("content-type"));

        using JsonDocument body = JsonDocument.Parse(alert.Value!);
        Assert.Equal("cards", body.RootElement.GetProperty("stream").GetString());
        Assert.Equal("card-41", body.RootElement.GetProperty("key").GetString());
        Assert.Equal(12.5, body.RootElement.GetProperty("score").GetDouble());
        Assert.Equal("critical", body.RootElement.GetProperty("severity").GetString());
        Assert.Equal(41, body.RootElement.GetProperty("offset").GetInt64());
        JsonElement feature = body.RootElement.GetProperty("features")[1];
        Assert.Equal(("größe", "\"x\"", "y", 0.25), (feature.GetProperty("name").GetString(), feature.GetProperty("value").GetString(),
            feature.GetProperty("expected").GetString(), feature.GetProperty("share").GetDouble()));
    }

    [Fact]
    public void WhatIsTracedSaysWhereItBelongsInAHeaderAndOnlyThere()
    {
        const string Parent = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";
        Message<byte[]?, byte[]?> traced = KafkaAlertSink.MessageOf(SampleAlert.Of(1) with { TraceParent = Parent });

        Assert.Equal(Parent, Encoding.ASCII.GetString(traced.Headers.GetLastBytes("traceparent")));
        Assert.DoesNotContain("race", Encoding.UTF8.GetString(traced.Value!));
        Assert.False(KafkaAlertSink.MessageOf(SampleAlert.Of(1)).Headers.TryGetLastBytes("traceparent", out _));
    }

    [Fact]
    public void ALongTextIsNotCutWithinACharacter()
    {
        Alert alert = SampleAlert.Of(1) with { Key = new string('a', 999) + "\U0001F600" + new string('b', 5000) };
        byte[] value = KafkaAlertSink.Shorten(KafkaAlertSink.MessageOf(alert))!.Value!;

        using JsonDocument body = JsonDocument.Parse(value);
        Assert.Equal(new string('a', 999) + "…", body.RootElement.GetProperty("key").GetString());
    }

    [Theory, InlineData(BrokerKind.InProcess), InlineData(BrokerKind.Real)]
    public void AnOffsetIsStoredWhenItsAlertIsAcknowledged(BrokerKind kind)
    {
        string bootstrap = brokers.Bootstrap(kind);
        using var probe = new SinkProbe(bootstrap, _topic);
        for (int i = 0; i < 1000; i++)
        {
            probe.Publish(i);
        }

        Assert.True(probe.Drain(Patience));
        Assert.Equal(Enumerable.Range(1, 1000).Select(i => (long)i), probe.Stored);
        Assert.Equal(0, probe.Producer.Pending);
        Assert.False(probe.Producer.Failure.IsCompleted);
        IReadOnlyList<TestMessage> alerts = KafkaTopics.Read(bootstrap, _topic, 1000);
        Assert.Equal(1000, alerts.Select(a => a.Header("ce_id")).Distinct().Count());
    }

    [Fact]
    public void KafkasOwnConsumerReadsTheSame()
    {
        string bootstrap = brokers.WithTopic(BrokerKind.Real, _topic);
        using var probe = new SinkProbe(bootstrap, _topic);
        probe.Publish(7);
        Assert.True(probe.Drain(Patience));

        string line = brokers.Real.Tool(
            "console-consumer", "--topic", _topic, "--from-beginning", "--max-messages", "1", "--timeout-ms", "60000",
            "--formatter-property", "print.headers=true", "--formatter-property", "print.key=true");

        string[] parts = line.Trim().Split('\t');
        Assert.Equal(
            $"ce_specversion:1.0,ce_id:{SampleAlert.IdOf(7)},ce_source:/detector/streams/cards,ce_type:detector.anomaly,"
            + "ce_time:2023-11-14T22:13:20.1230000Z,content-type:application/json",
            parts[0]);
        Assert.Equal("card-7", parts[1]);
        Assert.Equal(JsonSerializer.Serialize(SampleAlert.Of(7), AlertJson.Default.Alert), parts[2]);
    }

    [Fact]
    public void AnAlertTooLargeForTheBrokerIsSentShorter()
    {
        KafkaTopics.Create(brokers.Bootstrap(BrokerKind.Real), _topic, 1, ("max.message.bytes", "20000"));
        using var probe = new SinkProbe(brokers.Bootstrap(BrokerKind.Real), _topic);
        var random = new Random(5);
        string noise = new([.. Enumerable.Range(0, 100_000).Select(_ => (char)random.Next('0', 'z'))]);
        probe.Publish(1);
        probe.Publish(2, alert => alert with { Key = noise, KeyBytes = Encoding.UTF8.GetBytes(noise),
            Features = [new FeatureContribution("text", noise, noise, 1)] });

        Assert.True(probe.Drain(Patience));
        Assert.Equal([2L, 3], probe.Stored);
        TestMessage shorter = KafkaTopics.Read(brokers.Bootstrap(BrokerKind.Real), _topic, 2)
            .Single(a => a.Header("ce_id") == SampleAlert.Of(2).Id);
        Assert.Equal(noise[..1000], shorter.KeyText);
        Assert.Equal(noise[..1000] + "…", JsonDocument.Parse(shorter.Value).RootElement.GetProperty("key").GetString());
    }

    [Fact]
    public void IncludedColumnsAreCutThenLeftOutBeforeAnAlertIsGivenUp()
    {
        Alert alert = SampleAlert.Of(1) with { Included = new Dictionary<string, string> { ["id"] = "T-1", ["text"] = new('x', 1000) } };

        var cut = KafkaAlertSink.Shorten(KafkaAlertSink.MessageOf(alert))!;
        Assert.Equal(["T-1", new string('x', 100) + "…"],
            JsonSerializer.Deserialize(cut.Value, AlertJson.Default.Alert)!.Included!.Values);
        var without = KafkaAlertSink.Shorten(cut)!;
        Assert.Equal(JsonSerializer.Serialize(alert with { Included = null }, AlertJson.Default.Alert),
            Encoding.UTF8.GetString(without.Value!));
        Assert.Null(KafkaAlertSink.Shorten(without));
    }
}
