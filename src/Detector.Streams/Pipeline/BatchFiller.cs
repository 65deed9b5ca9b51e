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
    /// <summary>Adds a message that was read to the batch, opening it with its first, or sends it to the dead letters.</summary>
    public void Add(Batch batch, IEventSource source, int index)
    {
        EventView message = source[index];
        if (batch.Ticket is not { } ticket)
        {
            ticket = batch.Ticket = offsets.Open();
            batch.OpenedAt = time.GetTimestamp();
        }

        ticket.Add(message.Partition, message.Offset);
        DecodeResult result = decoder.Decode(message.Payload, batch.NextRow);
        if (!result.Ok)
        {
            Bury(source, index, result.Error, decoder.Reason(result, message.Payload), ticket);
            return;
        }

        long timeMs = schema.TimePath is null ? message.TimestampMs : decoder.TimeMs;
        if (schema.TimePath is null && EventTime.CheckTimestamp(timeMs, out string reason) is var problem and not DecodeErrorKind.None)
        {
            Bury(source, index, problem, reason, ticket);
            return;
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
    }

    private void Bury(IEventSource source, int index, DecodeErrorKind kind, string reason, OffsetTicket ticket)
    {
        deadLetters.Publish(source[index], source.ReadHeaders(index), kind, reason, ticket);
        foreach (IPipelineObserver observer in observers)
        {
            observer.DeadLettered(kind);
        }
    }
}
