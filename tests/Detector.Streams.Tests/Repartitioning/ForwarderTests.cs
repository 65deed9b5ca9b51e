using System.Text;
using Detector.Core.Formats;
using Detector.Core.Schemas;
using Detector.Core.Sources;
using Detector.Streams.Repartitioning;
using Detector.Streams.Tests.Pipeline;

namespace Detector.Streams.Tests.Repartitioning;

public sealed class ForwarderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly Schema Keyed = new(new SchemaSettings { Fields = [new() { Name = "amount" }], Key = "card" });

    /// <summary>What has the key goes on as it was, in order; what has none, or is unreadable, is a dead letter.</summary>
    [Fact]
    public async Task MessagesGoOnByTheirKey()
    {
        string[] messages = [.. Enumerable.Range(0, 300).Select(Message)];
        using FakeSource source = Source(messages);
        var topic = new FakeKeyedTopic();
        var sinks = new FakeSinks();
        var observer = new FakeObserver();
        var forwarder = new Forwarder(Keyed, MessageDecoder.Create(Keyed), source, topic, sinks, [observer], TimeProvider.System);
        Task run = Task.Run(forwarder.Run);
        Assert.True(source.Exhausted.WaitOne(Patience));
        forwarder.Stop();
        await run.WaitAsync(Patience);

        Assert.Equal(
            Enumerable.Range(0, 300).Where(i => i % 10 > 1)
                .Select(i => ($"c{i % 7}", messages[i], new EventOrigin("events", i % 2, i / 2), 1_000_000L + i)),
            topic.Sent);
        Assert.Equal(60, sinks.DeadLetters.Count);
        Assert.Contains(sinks.DeadLetters, letter => letter.Kind == DecodeErrorKind.MissingField && letter.Reason.Contains("card"));
        Assert.Contains(sinks.DeadLetters, letter => letter.Kind == DecodeErrorKind.Malformed);
        Assert.Equal((150, 150, true), (source.StoredOf(0), source.StoredOf(1), source.Closed));

        static string Message(int i) => i % 10 == 0 ? $$"""{"amount": {{i}}}"""
            : i % 10 == 1 ? "{" : $$"""{"amount": {{i}}, "card": "c{{i % 7}}"}""";
    }

    /// <summary>Killed between sending and committing, it sends again what was not acknowledged, and nothing less.</summary>
    [Fact]
    public async Task AnOffsetWaitsForEveryAcknowledgementBeforeIt()
    {
        using FakeSource source = Source([.. Enumerable.Repeat("""{"amount": 1, "card": "c"}""", 10)]);
        var topic = new FakeKeyedTopic(acknowledge: false);
        var sinks = new FakeSinks();
        var forwarder = new Forwarder(Keyed, MessageDecoder.Create(Keyed), source, topic, sinks, [], TimeProvider.System);
        Task run = Task.Run(forwarder.Run);
        Assert.True(source.Exhausted.WaitOne(Patience));
        Assert.Equal((0, 0), (source.StoredOf(0), source.StoredOf(1)));
        topic.Acknowledge(9);
        Assert.Equal(0, source.StoredOf(0) + source.StoredOf(1));
        topic.Failure = "refused";
        SourceFailedException error = await Assert.ThrowsAsync<SourceFailedException>(() => run.WaitAsync(Patience));
        Assert.Equal(("refused", 0, true), (error.Message, source.StoredOf(0), source.Closed));
    }

    [Fact]
    public async Task WhoWaitsForRoomStaysInTheGroup()
    {
        using FakeSource source = Source([.. Enumerable.Repeat("""{"amount": 1, "card": "c"}""", 10)]);
        var topic = new FakeKeyedTopic { HasNoRoom = true };
        var sinks = new FakeSinks();
        var forwarder = new Forwarder(Keyed, MessageDecoder.Create(Keyed), source, topic, sinks, [], TimeProvider.System)
        {
            PauseAfter = TimeSpan.Zero,
        };
        Task run = Task.Run(forwarder.Run);
        Assert.True(await source.AskedWhilePaused.WaitAsync(Patience));
        Assert.Empty(topic.Sent);
        topic.HasNoRoom = false;
        Assert.True(source.Exhausted.WaitOne(Patience));
        forwarder.Stop();
        await run.WaitAsync(Patience);
        Assert.Equal(10, topic.Sent.Count);
    }

    private static FakeSource Source(string[] messages) =>
        new(messages.Length, 2, i => Encoding.UTF8.GetBytes(messages[i])) { AtOnce = 50 };
}
