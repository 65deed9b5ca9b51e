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
    TimeProvider time, bool keepsPayloads)
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
            Bury(source, message, result.Error, DecodeFailure.Describe(schema, result, message.Payload), ticket);
            return false;
        }

        long timeMs = schema.TimePath is null ? message.TimestampMs : decoder.TimeMs;
        if (schema.TimePath is null && EventTime.CheckTimestamp(timeMs, out string reason) is var problem and not DecodeErrorKind.None)
        {
            Bury(source, message, problem, reason, ticket);
            return false;
        }

        bool isKeyInside = schema.KeyPath is not null;
        batch.Add(
            message.Partition, message.Offset, message.TimestampMs, timeMs,
            isKeyInside ? decoder.Key : message.Key, isKeyInside || message.HasKey);
        batch.CountStandIns(decoder.StandIns);
        if (keepsPayloads)
        {
            batch.KeepPayload(message.Payload);
        }

        return true;
    }

    private void Bury(IEventSource source, in EventView message, DecodeErrorKind kind, string reason, OffsetTicket ticket)
    {
        deadLetters.Publish(message, source.ReadHeaders(), kind, reason, ticket);
        foreach (IPipelineObserver observer in observers)
        {
            observer.DeadLettered(kind);
        }
    }
}
