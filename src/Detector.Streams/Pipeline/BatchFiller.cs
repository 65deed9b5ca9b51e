using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Formats;
using Detector.Core.Formats.Frames;
using Detector.Core.Offsets;
using Detector.Core.Schemas;
using Detector.Core.Sources;
using Detector.Core.State;
using Detector.Streams.Observers;
using Detector.Streams.State;
using Detector.Streams.Tracing;

namespace Detector.Streams.Pipeline;

/// <summary>The consumer thread's work on one message: decode it into the open batch, or send it to the dead letters.</summary>
internal sealed class BatchFiller(
    Schema schema, IMessageDecoder decoder, KeyedState? state, OffsetTracker offsets, IDeadLetterSink deadLetters,
    IReadOnlyList<IPipelineObserver> observers, TimeProvider time, BatchTracer tracer, bool keepsPayloads, DecodingCrew? crew = null,
    FrameSkipper? skipper = null)
{
    // Messages between two looks at the clock, and at the room among the dead letters: far fewer than arrive in one linger at full speed.
    private const int MostAtOnce = 256;

    // Null where nothing is kept of keys: then messages are decoded where they are scored.
    private readonly double[]? _decoded = state is null ? null : new double[state.Stage.DecodedCount];

    private readonly CameraFrames? _cameras = CameraFrames.Of(schema);

    // Where partitions are to be read from again, as a message of theirs has more rows than there was room for.
    private readonly Dictionary<TopicPartition, long> _left = [];

    // Of the messages that are added together, those that are not scored.
    private readonly bool[] _skipped = skipper is null ? [] : new bool[crew?.Most ?? MostAtOnce];

    /// <summary>Makes the batches' spans.</summary>
    public BatchTracer Tracer { get; } = tracer;

    /// <summary>Messages that are added together at most.</summary>
    public int Most => crew?.Most ?? MostAtOnce;

    /// <summary>Adds the messages that were read to the batch, opening it with its first, or sends them to the dead letters.</summary>
    public void Add(Batch batch, IEventSource source, int count)
    {
        for (int i = 0; skipper is not null && i < count; i++)
        {
            _skipped[i] = skipper.Skips(source[i]);
        }

        crew?.Decode(source, count, _skipped);
        for (int i = 0; i < count; i++)
        {
            if (skipper is not null && _skipped[i])
            {
                Ticket(batch).Add(source[i].Partition, source[i].Offset);
                batch.Skip();
            }
            else
            {
                AddOne(batch, source, i);
            }
        }
    }

    private OffsetTicket Ticket(Batch batch)
    {
        if (batch.Ticket is null)
        {
            batch.Ticket = offsets.Open();
            batch.OpenedAt = time.GetTimestamp();
            Tracer.Begin();
        }

        return batch.Ticket;
    }

    private void AddOne(Batch batch, IEventSource source, int index)
    {
        EventView message = source[index];
        if (state is not null && !state.IsLive(message.Partition, message.Offset))
        {
            ReadAgain(state, message);
            return;
        }

        OffsetTicket ticket = Ticket(batch);
        Tracer.Link(source, index);
        if (_left.Count > 0 && _left.ContainsKey(message.Partition))
        {
            return;
        }

        if (state is not null && state.Stage.IsRepeat(message))
        {
            ticket.Add(message.Partition, message.Offset);
            batch.Wait();
            return;
        }

        DecodeResult result = crew is null
            ? decoder.Decode(message.Payload, _decoded is null ? batch.NextRow : _decoded.AsSpan())
            : crew.Take(index, batch.NextRow);
        if (!result.Ok)
        {
            ticket.Add(message.Partition, message.Offset);
            Bury(message, source.ReadHeaders(index), result.Error, decoder.Reason(result, message.Payload), ticket);
            return;
        }

        if (TimeOf(message, out long timeMs, out string reason) is var problem and not DecodeErrorKind.None)
        {
            ticket.Add(message.Partition, message.Offset);
            Bury(message, source.ReadHeaders(index), problem, reason, ticket);
            return;
        }

        ReadOnlySpan<byte> key = KeyOf(message);
        bool hasKey = schema.KeyPath is not null || message.HasKey;
        _cameras?.Take(key, timeMs, batch.NextRow.Pixels);
        if (state is { Stage.IsPivoted: true })
        {
            AddRows(batch, state.Stage, message, timeMs, key, hasKey, ticket);
            return;
        }

        ticket.Add(message.Partition, message.Offset);
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

        batch.ComesFrom(message.Origin);
        batch.Add(message.Partition, message.Offset, message.TimestampMs, timeMs, key, hasKey);
        batch.CountStandIns(decoder.StandIns);
        batch.CountAbsent(row, from: schema.Settings.Fields.Count);
        if (keepsPayloads)
        {
            batch.KeepPayload(message.Payload);
        }
    }

    /// <summary>A read is over: what there was no room for is read again.</summary>
    public void AfterRead(IEventSource source)
    {
        foreach ((TopicPartition partition, long offset) in _left)
        {
            source.Seek(partition, offset);
        }

        _left.Clear();
    }

    // The rows that a message hands out. Its offset belongs to the ticket of the last of them.
    private void AddRows(
        Batch batch, RowStage stage, in EventView message, long timeMs, ReadOnlySpan<byte> key, bool hasKey, OffsetTicket ticket)
    {
        var metric = new PivotMessage
        {
            Offset = message.Offset, QueuedMs = message.TimestampMs, TimeMs = timeMs, Key = key, HasKey = hasKey, Decoded = _decoded,
        };
        bool isAlone = true;
        while (!batch.IsFull)
        {
            if (!stage.TryPivot(message.Partition, metric, out PivotRow made))
            {
                ticket.Add(message.Partition, message.Offset);
                if (isAlone)
                {
                    batch.Wait();
                }

                return;
            }

            isAlone = false;
            Add(batch, stage, message, made, ticket);
        }

        _left.Add(message.Partition, message.Offset);
    }

    private void Add(Batch batch, RowStage stage, in EventView message, in PivotRow made, OffsetTicket ticket)
    {
        TopicPartition partition = message.Partition;
        if (!made.Result.Ok)
        {
            Bury(made.AsMessage(schema, partition), [], made.Result.Error, made.Reason(schema), ticket);
            return;
        }

        Span<double> row = batch.NextRow.Numbers;
        stage.Widen(partition, message.Offset, made.TimeMs, made.Values, row);
        if (!stage.Follow(partition, message.Offset, made.TimeMs, made.Key, row, batch))
        {
            batch.Wait();
            return;
        }

        batch.ComesFrom(null); // which of several messages it would be depends on their order
        batch.Add(partition, made.Offset, made.QueuedMs, made.TimeMs, made.Key, made.HasKey);
        batch.CountStandIns(made.StandIns);
        batch.CountAbsent(row, from: schema.Settings.Fields.Count);
    }

    // What cannot be decoded went to the dead letters before.
    private void ReadAgain(KeyedState state, in EventView message)
    {
        bool isEvent = decoder.Decode(message.Payload, _decoded!).Ok;
        isEvent &= TimeOf(message, out long timeMs, out _) == DecodeErrorKind.None;
        ReadOnlySpan<byte> key = KeyOf(message);
        bool hasKey = schema.KeyPath is not null || message.HasKey;
        EventName name = isEvent ? state.NameOf(message, hasKey, key, timeMs) : default;
        state.Again(message, name, timeMs, key, hasKey, isEvent ? _decoded : default);
    }

    private ReadOnlySpan<byte> KeyOf(in EventView message) => schema.KeyPath is null ? message.Key : decoder.Key;

    private DecodeErrorKind TimeOf(in EventView message, out long timeMs, out string reason)
    {
        (timeMs, reason) = (schema.TimePath is null ? message.TimestampMs : decoder.TimeMs, "");
        return schema.TimePath is null ? EventTime.CheckTimestamp(timeMs, out reason) : DecodeErrorKind.None;
    }

    private void Bury(
        in EventView message, IReadOnlyList<MessageHeader> headers, DecodeErrorKind kind, string reason, OffsetTicket ticket)
    {
        deadLetters.Publish(message, headers, kind, reason, ticket);
        foreach (IPipelineObserver observer in observers)
        {
            observer.DeadLettered(kind);
        }
    }
}
