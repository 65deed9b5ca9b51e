using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Schemas;
using Detector.Core.Sources;
using Detector.Streams.Observers;

namespace Detector.Streams.Pipeline;

/// <summary>The consumer thread's work on one message: decode it into the open batch, or send it to the dead letters.</summary>
internal sealed class BatchFiller(
    Schema schema, IMessageDecoder decoder, OffsetTracker offsets, IDeadLetterSink deadLetters, IReadOnlyList<IPipelineObserver> observers,
    TimeProvider time)
{
    /// <summary>Adds a message to the batch, opening it with its first.</summary>
    public void Add(Batch batch, IEventSource source, in EventView message)
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
            foreach (IPipelineObserver observer in observers)
            {
                observer.DeadLettered(result.Error);
            }

            return;
        }

        long timeMs = decoder.TimeMs == long.MinValue ? message.TimestampMs : decoder.TimeMs;
        batch.Add(message.Partition, message.Offset, message.TimestampMs, timeMs, schema.KeyPath is not null ? decoder.Key : message.Key);
    }
}
