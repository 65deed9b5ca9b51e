using System.Text.Json;
using Detector.TestKit;

namespace Detector.SystemTests;

/// <summary>The whole line: messages in, alerts and dead letters out, read back by a client that is not the product's.</summary>
public abstract class LineTests(TrainedStream stream)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    protected abstract string Bootstrap { get; }

    [Fact]
    public async Task TransactionsComeInAndTheAlertsThatScoringTheFileFlagsComeOut()
    {
        string topic = NewTopic();
        stream.Send(Bootstrap, topic);
        string settings = stream.SettingsFor(Bootstrap, topic);
        using DetectorProcess daemon = DetectorProcess.Start(stream.Directory, "run", "--config", settings);
        IReadOnlyList<TestMessage> alerts = KafkaTopics.Read(Bootstrap, $"{topic}-alerts", stream.ExpectedAlerts.Count, Patience);
        daemon.Terminate();
        Assert.Equal(0, await daemon.WaitForExitAsync());

        Assert.InRange(alerts.Count, 50, 2000);
        Assert.Equal(stream.ExpectedAlerts.Order(), alerts.Select(TrainedStream.IndexOf).Order());
        Assert.All(alerts, CheckAlert);
        Assert.Equal(alerts.Count, alerts.Select(alert => alert.Header("ce_id")).Distinct().Count());
    }

    [Fact]
    public async Task WhatCannotBeReadGoesToTheDeadLettersAsItCame()
    {
        string topic = NewTopic();
        string good = stream.Events[0];
        (TestMessage Message, string Reason)[] bad =
        [
            (TestMessage.Of("""{"transaction": "t1", "amount": """, "k1"), "malformed"),
            (TestMessage.Of("not JSON at all", "k2"), "malformed"),
            (TestMessage.Of("""{"transaction": "t2"}""", "k3"), "missing_field"),
            (TestMessage.Of(Replace(good, "amount", "NaN"), "k4"), "unparsable_value"),
            (TestMessage.Of(Replace(good, "amount", "\"much\""), "k5"), "unparsable_value"),
            (TestMessage.Of("", "k6"), "empty"),
            (new TestMessage { Value = null, Key = "k7"u8.ToArray() }, "empty"),
            (TestMessage.Of(new string('x', 1_000_000), "k8"), "malformed"),
            (new TestMessage { Value = [0xFF, 0xFE, 0x00], Key = null, Headers = [new("trace", [1, 2, 3])] }, "malformed"),
        ];
        KafkaTopics.AwaitTopic(Bootstrap, topic);
        KafkaTopics.Write(Bootstrap, topic, [TestMessage.Of(good), .. bad.Select(b => b.Message), TestMessage.Of(good)]);
        using DetectorProcess daemon = DetectorProcess.Start(stream.Directory, "run", "--config", stream.SettingsFor(Bootstrap, topic));
        IReadOnlyList<TestMessage> letters = KafkaTopics.Read(Bootstrap, $"{topic}-alerts.dead-letters", bad.Length, Patience);

        Assert.Equal(bad.Length, letters.Count);
        foreach ((TestMessage sent, string reason) in bad)
        {
            TestMessage letter = Assert.Single(letters, l => l.KeyText == sent.KeyText);
            Assert.Equal(sent.Value, letter.Value);
            Assert.Equal(reason, letter.Header("detector_reason"));
            Assert.Equal((topic, TrainedStream.Stream), (letter.Header("detector_source_topic"), letter.Header("detector_stream")));
            Assert.NotEmpty(letter.Header("detector_error")!);
            Assert.All(sent.Headers, header => Assert.Equal(header.Value, letter.Headers.Single(h => h.Key == header.Key).Value));
        }

        // The good ones around them were scored, and the daemon is well.
        await Eventually.TrueAsync(
            async () => (await daemon.GetAsync("/metrics")).Contains("detector_events_scored_total{stream=\"cards\"} 2\n"),
            Patience, () => daemon.Output);
    }

    /// <summary>A topic that no other test uses, existing.</summary>
    protected abstract string NewTopic();

    private void CheckAlert(TestMessage message)
    {
        using JsonDocument body = JsonDocument.Parse(message.Value);
        JsonElement alert = body.RootElement;
        Assert.Equal("1.0", message.Header("ce_specversion"));
        Assert.Equal(message.Header("ce_id"), alert.GetProperty("id").GetString());
        double score = alert.GetProperty("score").GetDouble();
        Assert.True(score > alert.GetProperty("threshold").GetDouble());
        double Part(string name) => alert.GetProperty(name).GetDouble();
        Assert.Equal(
            score, Part("residualScore") + Math.Max(Part("distanceScore"), Part("neighbourScore")) + Part("codeScore"), 1e-3 * score);
        JsonElement[] features = [.. alert.GetProperty("features").EnumerateArray()];
        Assert.NotEmpty(features);
        Assert.InRange(features.Sum(f => f.GetProperty("share").GetDouble()), 0, 1.001);

        // The event that it names is the one that was sent.
        using JsonDocument sent = JsonDocument.Parse(stream.Events[TrainedStream.IndexOf(message)]);
        Assert.Equal(sent.RootElement.GetProperty("time").GetDateTimeOffset(), alert.GetProperty("eventTime").GetDateTimeOffset());
    }

    private static string Replace(string json, string field, string value)
    {
        int start = json.IndexOf($"\"{field}\":", StringComparison.Ordinal) + field.Length + 3;
        return json[..start] + value + json[json.IndexOf(',', start)..];
    }
}
