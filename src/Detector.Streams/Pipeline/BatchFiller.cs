using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Schemas;
using Detector.Core.Sources;
using Detector.Core.State;
using Detector.Streams.Observers;
using Detector.Streams.State;

namespace Detector.Streams.Pipeline;

/// <summary>The consumer thread's work on one message: decode it into the open batch, or send it to the dead letters.</summary>
internal sealed class BatchFiller(
    Schema schema, IMessageDecoder decoder, KeyedState? state, OffsetTracker offsets, IDeadLetterSink deadLetters,
    IReadOnlyList<IPipelineObserver> observers, TimeProvider time, bool keepsPayloads, DecodingCrew? crew = null)
{
    // Messages between two looks at the clock, and at the room among the dead letters: far fewer than arrive in one linger at full speed.
    private const int MostAtOnce = 256;

    // Null where nothing is kept of keys: then messages are decoded where they are scored.
    private readonly double[]? _decoded = state is null ? null : new double[state.Stage.DecodedCount];

    /// <summary>Messages that are added together at most.</summary>
    public int Most => crew?.Most ?? MostAtOnce;

    /// <summary>Adds the messages that were read to the batch, opening it with its first, or sends them to the dead letters.</summary>
    public void Add(Batch batch, IEventSource source, int count)
    {
        crew?.Decode(source, count);
        for (int i = 0; i < count; i++)
        {
            AddOne(batch, source, i);
        }
    }

    private void AddOne(Batch batch, IEventSource source, int index)
    {
        EventView message = source[index];
        if (state is not null && !state.IsLive(message.Partition, message.Offset))
        {
            ReadAgain(state, message);
            return;
        }

        if (batch.Ticket is not { } ticket)
        {
            ticket = batch.Ticket = offsets.Open();
            batch.OpenedAt = time.GetTimestamp();
        }

        ticket.Add(message.Partition, message.Offset);
        DecodeResult result = crew is null
            ? decoder.Decode(message.Payload, _decoded is null ? batch.NextRow : _decoded.AsSpan())
            : crew.Take(index, batch.NextRow);
        if (!result.Ok)
        {
            Bury(source, index, result.Error, decoder.Reason(result, message.Payload), ticket);
            return;
        }

        if (TimeOf(message, out long timeMs, out string reason) is var problem and not DecodeErrorKind.None)
        {
            Bury(source, index, problem, reason, ticket);
            return;
        }

        ReadOnlySpan<byte> key = KeyOf(message);
        bool hasKey = schema.KeyPath is not null || message.HasKey;
        Span<double> row = state is null ? default : batch.NextRow.Numbers;
        if (state is not null)
        {
            EventName name = state.NameOf(message, hasKey, key, timeMs);
            state.Stage.Widen(message.Partition, message.Offset, timeMs, _decoded, row, name);
            if (!state.Stage.Follow(message.Partition, message.Offset, timeMs, key, row, batch))
            {
                batch.Wait();
                return;
            }
        }

        batch.Add(message.Partition, message.Offset, message.TimestampMs, timeMs, key, hasKey);
        batch.CountStandIns(decoder.StandIns);
        batch.CountAbsent(row, from: schema.Settings.Fields.Count);
        if (keepsPayloads)
        {
            batch.KeepPayload(message.Payload);
        }
    }

    // What cannot be decoded went to the dead letters before.
    private void ReadAgain(KeyedState state, in EventView message)
    {
        bool isEvent = decoder.Decode(message.Payload, _decoded!).Ok;
        isEvent &= TimeOf(message, out long timeMs, out _) == DecodeErrorKind.None;
        ReadOnlySpan<byte> key = KeyOf(message);
        EventName name = isEvent ? state.NameOf(message, schema.KeyPath is not null || message.HasKey, key, timeMs) : default;
        state.Again(message, name, timeMs, key, isEvent ? _decoded : default);
    }

    private ReadOnlySpan<byte> KeyOf(in EventView message) => schema.KeyPath is null ? message.Key : decoder.Key;

    private DecodeErrorKind TimeOf(in EventView message, out long timeMs, out string reason)
    {
        (timeMs, reason) = (schema.TimePath is null ? message.TimestampMs : decoder.TimeMs, "");
        return schema.TimePath is null ? EventTime.CheckTimestamp(timeMs, out reason) : DecodeErrorKind.None;
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
