using Confluent.Kafka;
using Detector.Core.Alerts;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Sources;
using Microsoft.Extensions.Logging;

namespace Detector.Kafka.Sinks;

/// <summary>
/// Sends messages that cannot be decoded to a topic of their own, byte for byte: key, value (null stays null) and headers as they came,
/// and the headers of <see cref="DeadLetterHeaders"/> beside them. A line a minute says how many there were, and why.
/// </summary>
public sealed class KafkaDeadLetterSink : IDeadLetterSink, IDisposable
{
    private readonly Outbox _outbox;
    private readonly DeadLetterLog _log;
    private readonly string _stream;
    private readonly IReadOnlyList<string> _sources;
    private readonly string _version;

    /// <param name="producer">What sends them.</param>
    /// <param name="topic">The dead letters' topic.</param>
    /// <param name="stream">The stream's name.</param>
    /// <param name="sources">The source's topics.</param>
    /// <param name="version">This program's version.</param>
    public KafkaDeadLetterSink(
        KafkaProducer producer, string topic, string stream, IReadOnlyList<string> sources, string version,
        ILogger logger, TimeProvider time)
    {
        (_stream, _sources, _version) = (stream, sources, version);
        _outbox = producer.Open(topic);
        _log = new DeadLetterLog(stream, topic, logger, time);
    }

    /// <inheritdoc/>
    public void Publish(
        in EventView message, IReadOnlyList<MessageHeader> headers, DecodeErrorKind kind, string reason, OffsetTicket ticket)
    {
        Headers all = DeadLetterHeaders.CarryOver(headers);
        int original = all.Count;
        string source = _sources[message.Partition.Topic];
        DeadLetterHeaders.Add(all, "reason", kind.Label());
        DeadLetterHeaders.Add(all, "error", reason);
        DeadLetterHeaders.Add(all, "stream", _stream);
        DeadLetterHeaders.Add(all, "source_topic", source);
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
        string place = $"{source}/{message.Partition.Partition} at {message.Offset}";
        _outbox.Add(new DeadLetter(letter, original, place, ticket, message.TimestampMs));
        _log.Add(kind, source, message.Partition.Partition, message.Offset);
    }

    /// <inheritdoc/>
    public bool WaitForRoom(TimeSpan wait, CancellationToken cancellation) => _outbox.WaitForRoom(wait, cancellation);

    /// <summary>Says what was not said yet.</summary>
    public void Dispose() => _log.Dispose();

    private sealed class DeadLetter(Message<byte[]?, byte[]?> whole, int original, string place, OffsetTicket ticket, long eventMs)
        : OutgoingMessage(whole, ticket, eventMs)
    {
        private readonly Message<byte[]?, byte[]?> _whole = whole;

        public override string Name => $"dead letter ({place})";

        protected override Message<byte[]?, byte[]?>? Smaller(Message<byte[]?, byte[]?> refused) =>
            DeadLetterTruncation.Shrink(_whole, original, refused);
    }
}
