using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Schemas;
using Detector.Core.Sources;

namespace Detector.Streams;

/// <summary>The consumer thread's work on one message: decode it into the open batch, or send it to the dead letters.</summary>
internal sealed class BatchFiller(
    Schema schema, IMessageDecoder decoder, OffsetTracker offsets, IDeadLetterSink deadLetters, IPipelineObserver observer, TimeProvider time)
{
    /// <summary>Adds a message to the batch, opening it with its first; false where it went to the dead letters.</summary>
    public bool Add(Batch batch, IEventSource source, in EventView message)
    {
        if (batch.Ticket is not { } ticket)
        {
            ticket = batch.Ticket = offsets.Open();
            batch.OpenedAt = time.GetTimestamp();
        }

        ticket.Add(message.Partition, message.Offset);
        DecodeResult result = decoder.Decode(message.Payload, batch.NextRow);
        if (!result.Ok)
        {
            string reason = DecodeFailure.Describe(schema, result, message.Payload);
            deadLetters.Publish(message, source.ReadHeaders(), result.Error, reason, ticket);
            observer.DeadLettered(result.Error);
            return false;
        }

        long timeMs = decoder.TimeMs == long.MinValue ? message.TimestampMs : decoder.TimeMs;
        bool isKeyInside = schema.KeyPath is not null;
        batch.Add(
            message.Partition, message.Offset, message.TimestampMs, timeMs,
            isKeyInside ? decoder.Key : message.Key, isKeyInside || message.HasKey);
        return true;
    }
}
