using Confluent.Kafka;
using Detector.Core.Alerts;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Sources;

namespace Detector.Kafka.Sinks;

/// <summary>
/// Sends messages that cannot be decoded to a topic of their own, byte for byte: key, value (null stays null) and headers as they came,
/// and the headers of <see cref="DeadLetterHeaders"/> beside them.
/// </summary>
public sealed class KafkaDeadLetterSink : IDeadLetterSink
{
    private readonly KafkaProducer _producer;
    private readonly string _topic;
    private readonly string _stream;
    private readonly IReadOnlyList<string> _sources;
    private readonly string _version;

    /// <param name="producer">What sends them.</param>
    /// <param name="topic">The dead letters' topic.</param>
    /// <param name="stream">The stream's name.</param>
    /// <param name="sources">The source's topics.</param>
    /// <param name="version">This program's version.</param>
    public KafkaDeadLetterSink(KafkaProducer producer, string topic, string stream, IReadOnlyList<string> sources, string version)
    {
        (_producer, _topic, _stream, _sources, _version) = (producer, topic, stream, sources, version);
        producer.Prepare(topic);
    }

    /// <inheritdoc/>
    public void Publish(in EventView message, IReadOnlyList<MessageHeader> headers, DecodeErrorKind kind, string reason, OffsetTicket ticket)
    {
        Headers all = DeadLetterHeaders.CarryOver(headers);
        int original = all.Count;
        DeadLetterHeaders.Add(all, "reason", DeadLetterHeaders.Reason(kind));
        DeadLetterHeaders.Add(all, "error", reason);
        DeadLetterHeaders.Add(all, "stream", _stream);
        DeadLetterHeaders.Add(all, "source_topic", _sources[message.Partition.Topic]);
        DeadLetterHeaders.Add(all, "source_partition", message.Partition.Partition);
        DeadLetterHeaders.Add(all, "source_offset", message.Offset);
        DeadLetterHeaders.Add(all, "source_timestamp", message.TimestampMs);
        DeadLetterHeaders.Add(all, "version", _version);
        var letter = new Message<byte[]?, byte[]?>
        {
            Key = message.HasKey ? message.Key.ToArray() : null,
            Value = message.IsTombstone ? null : message.Payload.ToArray(),
            Headers = all,
        };
        _producer.Send(new OutgoingMessage(_topic, letter, ticket, refused => DeadLetterTruncation.Shrink(letter, original, refused)));
    }
}
