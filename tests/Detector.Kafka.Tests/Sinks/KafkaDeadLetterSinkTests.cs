using System.Text;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Sources;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Sinks;

public sealed class KafkaDeadLetterSinkTests(Brokers brokers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly string _topic = $"dead-{Guid.NewGuid():N}";

    [Theory, InlineData(BrokerKind.InProcess), InlineData(BrokerKind.Real)]
    public void ALetterIsTheMessageAndWhyItDied(BrokerKind kind)
    {
        string bootstrap = brokers.Bootstrap(kind);
        using var probe = new SinkProbe(bootstrap, _topic);
        Publish(probe, 17, [1, 0, 255], [.. "{\"a\":"u8], new MessageHeader("trace", [1, 2]),
            new MessageHeader("none", null), new MessageHeader("trace", [3]));

        TestMessage letter = KafkaTopics.Read(bootstrap, _topic, 1).Single();
        Assert.Equal([1, 0, 255], letter.Key);
        Assert.Equal("{\"a\":", letter.ValueText);
        Assert.Equal([new("trace", [1, 2]), new("none", null), new("trace", [3])], letter.Headers.Take(3));
        Assert.Equal("missing_field", letter.Header("detector_reason"));
        Assert.Equal("field 'amount' is missing", letter.Header("detector_error"));
        Assert.Equal("cards", letter.Header("detector_stream"));
        Assert.Equal("transactions", letter.Header("detector_source_topic"));
        Assert.Equal("3", letter.Header("detector_source_partition"));
        Assert.Equal("17", letter.Header("detector_source_offset"));
        Assert.Equal("1700000000123", letter.Header("detector_source_timestamp"));
        Assert.Equal("1.2.3", letter.Header("detector_version"));
        Assert.Equal(11, letter.Headers.Count);
        Assert.True(probe.Drain(Patience));
        Assert.Equal([18L], probe.Stored);
    }

    [Theory, InlineData(BrokerKind.InProcess), InlineData(BrokerKind.Real)]
    public void NullStaysNullAndEmptyStaysEmpty(BrokerKind kind)
    {
        string bootstrap = brokers.Bootstrap(kind);
        using var probe = new SinkProbe(bootstrap, _topic);
        Publish(probe, 0, null, null);
        Publish(probe, 1, [], []);

        IReadOnlyList<TestMessage> letters = KafkaTopics.Read(bootstrap, _topic, 2);
        TestMessage nulls = letters.Single(l => l.Header("detector_source_offset") == "0");
        TestMessage empties = letters.Single(l => l.Header("detector_source_offset") == "1");
        Assert.Equal((null, null), (nulls.Key, nulls.Value));
        Assert.Equal(([], []), (empties.Key!, empties.Value!));
    }

    [Fact]
    public void ALetterThatDiesAgainKeepsItsLastDeathOnly()
    {
        string bootstrap = brokers.Bootstrap(BrokerKind.InProcess);
        using var probe = new SinkProbe(bootstrap, _topic);
        MessageHeader[] carried =
        [
            new("trace", [9]), Text("detector_reason", "malformed"), Text("detector_source_topic", "first"),
            Text("detector_previous_reason", "empty"),
        ];
        Publish(probe, 5, null, [1], carried);

        TestMessage letter = KafkaTopics.Read(bootstrap, _topic, 1).Single();
        Assert.Equal("missing_field", letter.Header("detector_reason"));
        Assert.Equal("malformed", letter.Header("detector_previous_reason"));
        Assert.Equal("first", letter.Header("detector_previous_source_topic"));
        Assert.Equal(11, letter.Headers.Count);
    }

    [Theory]
    [InlineData(0, 5_000_000)] // the value is too large
    [InlineData(150_000, 10)] // the key is
    public void ALetterTooLargeForTheBrokerIsCut(int keyLength, int valueLength)
    {
        string bootstrap = brokers.Bootstrap(BrokerKind.Real);
        KafkaTopics.Create(bootstrap, _topic, 1, ("max.message.bytes", "100000"));
        using var probe = new SinkProbe(bootstrap, _topic);
        byte[] value = Noise(valueLength);
        Publish(probe, 1, [1], [2]);
        Publish(probe, 2, keyLength == 0 ? null : Noise(keyLength), value, new MessageHeader("trace", [7]));
        Publish(probe, 3, [3], [4]);

        Assert.True(probe.Drain(Patience));
        Assert.False(probe.Producer.Failure.IsCompleted);
        IReadOnlyList<TestMessage> letters = KafkaTopics.Read(bootstrap, _topic, 3);
        TestMessage cut = letters.Single(l => l.Header("detector_source_offset") == "2");
        Assert.Equal($"{valueLength}", cut.Header("detector_truncated"));
        Assert.Equal("missing_field", cut.Header("detector_reason"));
        Assert.Equal(value[..cut.Value!.Length], cut.Value);
        Assert.Equal(keyLength == 0, cut.Headers.Any(h => h.Key == "trace"));
        Assert.True(keyLength > 0 || cut.Value.Length > 20_000);
        Assert.All(letters.Where(l => l != cut), l => Assert.Null(l.Header("detector_truncated")));
    }

    private static void Publish(SinkProbe probe, long offset, byte[]? key, byte[]? value, params MessageHeader[] headers)
    {
        var view = new EventView
        {
            Partition = new TopicPartition(1, 3),
            Offset = offset,
            TimestampMs = 1_700_000_000_123,
            Key = key,
            Payload = value,
            HasKey = key is not null,
            IsTombstone = value is null,
        };
        OffsetTicket ticket = probe.Ticket(offset);
        probe.DeadLetters.Publish(view, headers, DecodeErrorKind.MissingField, "field 'amount' is missing", ticket);
        ticket.Release();
    }

    private static MessageHeader Text(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));

    private static byte[] Noise(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
