using Detector.Core.Formats;
using Detector.Core.Schemas;

namespace Detector.Core.State;

/// <summary>
/// Makes rows of one partition's messages, each of which carries one metric. A row is whole when all its metrics have come; when its
/// partition's clock says that the others are late, it is handed out as it is. Which message hands out which rows depends on the messages
/// alone, and on none that are much older. One thread at a time.
/// </summary>
internal sealed class PartitionPivot(PivotPlan plan)
{
    /// <summary>"DetPivot", and the version of what comes after it.</summary>
    private const long Magic = 0x746F766950746544;
    private const long Version = 1;

    // Rows are to wait no longer for the clock than for their metrics, of a few metrics a minute as well.
    private const int ClockShift = 4;

    private readonly Dictionary<long, PivotRows> _rows = [];
    private readonly PriorityQueue<long, long> _starts = new();
    private readonly DecodeResult[] _standIns = new DecodeResult[plan.Fields.Length];
    private readonly long _maxBytes = (long)plan.State.MaxMegabytes << 20;
    private EventClock _clock = new(ClockShift);
    private long _seen = -1;
    private bool _isOver;

    /// <summary>The offset behind the last message of which all is handed out.</summary>
    public long NextOffset { get; private set; }

    /// <summary>Whether no message is half done.</summary>
    public bool IsSettled => _seen < NextOffset;

    /// <inheritdoc cref="EventClock.NowMs"/>
    public long NowMs => _clock.NowMs;

    /// <inheritdoc cref="EventClock.LastMs"/>
    public long LastMs => _clock.LastMs;

    public StateCounts Counts { get; } = new();

    /// <summary>Rows that are kept, and their bytes.</summary>
    public (long Rows, long Bytes) Size { get; private set; }

    /// <summary>
    /// The next row that is handed out when a message comes: first those that have waited long enough, then the one that it completes.
    /// Asked for until there is none, and only then the message is done; it may be asked for again from the first on, where a row is left.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="row">The row, out.</param>
    /// <returns>False where there is none: the message is done.</returns>
    public bool TryNext(scoped in PivotMessage message, out PivotRow row)
    {
        if (message.Offset < NextOffset)
        {
            Counts.Repeated++;
            row = default;
            return false;
        }

        if (message.Offset > _seen)
        {
            _clock.Observe(message.Offset, message.TimeMs);
            _seen = message.Offset;
        }

        if (TryOverdue(out row))
        {
            return true;
        }

        NextOffset = message.Offset + 1;
        return TryPut(message, out row);
    }

    /// <summary>There are no more messages: the next row that is left.</summary>
    public bool TryLast(out PivotRow row)
    {
        _isOver = true;
        bool isThere = TryOverdue(out row);
        if (!isThere)
        {
            _isOver = false;
            (_clock, _seen, NextOffset) = (new(ClockShift), -1, 0); // what is read next may be of another time
        }

        return isThere;
    }

    /// <summary>Writes it, so that one that reads it goes on as this one does, bit for bit; between two messages.</summary>
    public void Save(Stream stream)
    {
        var writer = new StateWriter(stream);
        writer.Write([Magic, Version, plan.Fingerprint, NextOffset, Counts.Late, Counts.Evicted, Counts.Incomplete, Counts.Unlisted]);
        writer.Write([_clock.NowMs, _clock.Block.Length]);
        writer.Write(_clock.Block);
        writer.Write(_rows.Count);
        foreach (long start in _rows.Keys.Order())
        {
            _rows[start].Save(writer);
        }

        writer.End();
    }

    /// <summary>One that goes on where another was saved.</summary>
    /// <exception cref="InvalidDataException">It is damaged, of another version, or of other metrics.</exception>
    public static PartitionPivot Restore(PivotPlan plan, Stream stream)
    {
        var reader = new StateReader(stream);
        if (reader.ReadLong() != Magic || reader.ReadLong() != Version || reader.ReadLong() != plan.Fingerprint)
        {
            throw new InvalidDataException("these are no rows of a partition's metrics, or they were kept for other metrics than these");
        }

        var pivot = new PartitionPivot(plan) { NextOffset = reader.ReadLong() };
        (pivot.Counts.Late, pivot.Counts.Evicted) = (reader.ReadLong(), reader.ReadLong());
        (pivot.Counts.Incomplete, pivot.Counts.Unlisted) = (reader.ReadLong(), reader.ReadLong());
        long now = reader.ReadLong();
        long[] block = new long[reader.ReadInt(0, 1 << ClockShift)];
        reader.Read(block);
        pivot._clock.Restore(now, pivot.NextOffset, block);
        pivot._seen = pivot.NextOffset - 1;
        for (int left = reader.ReadInt(0, int.MaxValue); left > 0; left--)
        {
            PivotRows rows = PivotRows.Restore(plan, reader);
            if (!pivot._rows.TryAdd(rows.StartMs, rows))
            {
                throw new InvalidDataException("an interval is there twice");
            }

            pivot._starts.Enqueue(rows.StartMs, rows.StartMs);
            pivot.Size = (pivot.Size.Rows + rows.Count, pivot.Size.Bytes + rows.Bytes);
        }

        reader.End();
        return pivot;
    }

    private bool TryOverdue(out PivotRow row)
    {
        while (_starts.TryPeek(out long start, out _))
        {
            bool isCrowded = Size.Rows > plan.State.MaxKeys || Size.Bytes > _maxBytes;
            PivotRows rows = _rows[start];
            if (!_isOver && !isCrowded && !IsLate(start) && rows.Cursor == 0)
            {
                break;
            }

            while (rows.Cursor < rows.Count)
            {
                int index = rows.Cursor++;
                if (!rows[index].IsDone)
                {
                    Counts.Evicted += _isOver || IsLate(start) ? 0 : 1;
                    row = HandOut(rows, index);
                    return true;
                }
            }

            _starts.Dequeue();
            _rows.Remove(start);
            Size = (Size.Rows - rows.Count, Size.Bytes - rows.Bytes);
        }

        row = default;
        return false;
    }

    private bool TryPut(scoped in PivotMessage message, out PivotRow row)
    {
        row = default;
        int place = plan.PlaceOf(message.Metric);
        if (place < 0)
        {
            Counts.Unlisted++;
            return false;
        }

        long start = plan.StartOf(message.TimeMs);
        if (IsLate(start))
        {
            Counts.Late++;
            return false;
        }

        PivotRows rows = RowsOf(start);
        (int count, long bytes) = (rows.Count, rows.Bytes);
        int index = rows.Of(message.Key, message.HasKey);
        Size = (Size.Rows + rows.Count - count, Size.Bytes + rows.Bytes - bytes);
        ref PivotEntry entry = ref rows[index];
        if (entry.IsDone)
        {
            Counts.Late++;
            return false;
        }

        ref double value = ref rows.Values(index)[place];
        entry.Missing -= double.IsNaN(value) ? 1 : 0;
        value = message.Value;
        (entry.Offset, entry.QueuedMs) = (message.Offset, message.QueuedMs);
        entry.IsAnomaly |= message.IsAnomaly;
        if (entry.Missing > 0)
        {
            return false;
        }

        row = HandOut(rows, index);
        return true;
    }

    private bool IsLate(long startMs) => _clock.NowMs > long.MinValue && startMs < _clock.NowMs - plan.WaitMs;

    private PivotRows RowsOf(long startMs)
    {
        if (!_rows.TryGetValue(startMs, out PivotRows? rows))
        {
            _rows.Add(startMs, rows = new PivotRows(plan, startMs));
            _starts.Enqueue(startMs, startMs);
        }

        return rows;
    }

    private PivotRow HandOut(PivotRows rows, int index)
    {
        ref PivotEntry entry = ref rows[index];
        Span<double> values = rows.Values(index);
        Counts.Incomplete += entry.Missing > 0 ? 1 : 0;
        var result = new DecodeResult(DecodeErrorKind.None);
        int standIns = 0;
        for (int i = 0; entry.Missing > 0 && i < plan.Fields.Length; i++)
        {
            SchemaField field = plan.Fields[i];
            if (PivotPlan.IsMetric(field) && double.IsNaN(values[i]))
            {
                var lacks = new DecodeResult(DecodeErrorKind.MissingField, i);
                result = field.IsRequired && result.Ok ? lacks : result;
                _standIns[standIns++] = lacks;
                values[i] = field.StandIn;
            }
        }

        entry.IsDone = true;
        return new PivotRow
        {
            Offset = entry.Offset,
            QueuedMs = entry.QueuedMs,
            TimeMs = rows.StartMs,
            Key = rows.Key(index),
            HasKey = entry.HasKey,
            IsAnomaly = entry.IsAnomaly,
            Values = values,
            StandIns = _standIns.AsSpan(0, standIns),
            Result = result,
        };
    }
}
