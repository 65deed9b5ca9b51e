using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Schemas;
using Detector.Core.Sources;
using Detector.Core.State;
using Detector.Streams.Observers;

namespace Detector.Streams.Pipeline;

/// <summary>The consumer thread's work on one message: decode it into the open batch, or send it to the dead letters.</summary>
internal sealed class BatchFiller(
    Schema schema, IMessageDecoder decoder, RowStage stage, OffsetTracker offsets, IDeadLetterSink deadLetters,
    IReadOnlyList<IPipelineObserver> observers, TimeProvider time, bool keepsPayloads)
{
    // Null where nothing is kept of keys: then messages are decoded where they are scored.
    private readonly double[]? _decoded = stage.IsEmpty ? null : new double[stage.DecodedCount];

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
        DecodeResult result = decoder.Decode(message.Payload, _decoded is null ? batch.NextRow : _decoded);
        if (!result.Ok)
        {
            Bury(source, index, result.Error, DecodeFailure.Describe(schema, result, message.Payload), ticket);
            return;
        }

        long timeMs = schema.TimePath is null ? message.TimestampMs : decoder.TimeMs;
        if (schema.TimePath is null && EventTime.CheckTimestamp(timeMs, out string reason) is var problem and not DecodeErrorKind.None)
        {
            Bury(source, index, problem, reason, ticket);
            return;
        }

        if (_decoded is not null)
        {
            stage.Widen(message.Partition, message.Offset, timeMs, _decoded, batch.NextRow);
        }

        bool isKeyInside = schema.KeyPath is not null;
        ReadOnlySpan<byte> key = isKeyInside ? decoder.Key : message.Key;
        if (!stage.Follow(message.Partition, message.Offset, timeMs, key, batch.NextRow, batch))
        {
            batch.Wait();
            return;
        }

        batch.Add(message.Partition, message.Offset, message.TimestampMs, timeMs, key, isKeyInside || message.HasKey);
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
