using System.IO.Hashing;
using System.Runtime.InteropServices;
using Detector.Core.Batches;
using Detector.Core.Samples;

namespace Detector.Core.State;

/// <summary>The latest rows of one partition's keys, and the sequences that its events end. One thread at a time.</summary>
internal sealed class PartitionSequences
{
    /// <summary>"DetSeqns", and the version of what comes after it.</summary>
    private const long Magic = 0x736E716553746544;
    private const long Version = 1;
    private const int ExpiredAtOnce = 2;

    private readonly SequencePlan _plan;
    private readonly KeyTable _keys = new();
    private readonly RowStore _rows;
    private readonly EventClock _clock = new();
    private readonly long _latenessMs;
    private readonly long _maxBytes;

    public PartitionSequences(SequencePlan plan)
    {
        _plan = plan;
        _rows = new RowStore(plan);
        _latenessMs = (long)plan.State.AllowedLateness.TotalMilliseconds;
        _maxBytes = (long)plan.State.MaxMegabytes << 20;
    }

    /// <summary>The offset behind the last event that it has seen.</summary>
    public long NextOffset { get; private set; }

    public int Keys => _keys.Count;

    /// <summary>Bytes that they and their rows take.</summary>
    public long Bytes => _rows.Bytes + ((long)KeyTable.BytesAKey * _keys.Count);

    /// <summary>Bytes that the rows of so many times as many keys would take, with what growing has left free.</summary>
    public long BytesFor(double times) => _rows.BytesFor(times);

    public StateCounts Counts { get; } = new();

    /// <summary>Keeps an event's row for those to come, and shows the batch the sequence that it ends.</summary>
    /// <param name="offset">Its offset.</param>
    /// <param name="timeMs">Its time; not looked at where events have their places by their offsets.</param>
    /// <param name="key">Its key.</param>
    /// <param name="row">[fields] its row.</param>
    /// <param name="batch">Whose next event it is; null where it is only to be kept.</param>
    /// <returns>Whether it is to be scored: false before a sequence is full, where only full ones are.</returns>
    public bool Add(long offset, long timeMs, ReadOnlySpan<byte> key, ReadOnlySpan<double> row, Batch? batch)
    {
        bool isNew = offset >= NextOffset || _plan.IsPivoted;
        if (isNew)
        {
            NextOffset = offset + 1;
            Observe(offset, timeMs);
        }

        int entry = Entry(key);
        ref KeyEntry rows = ref _keys[entry];
        int place = _plan.IsTimed ? Stretch.PlaceOf(_rows.Times(rows), timeMs) : rows.Count;
        bool isLate = IsLate(rows, place, timeMs);
        Counts.Repeated += isNew ? 0 : 1;
        Counts.Late += isNew && isLate ? 1 : 0;
        bool isSample = isNew && !isLate
            ? Keep(ref rows, place, timeMs, row, batch)
            : batch is not null && Show(rows, place, timeMs, row, batch);
        if (rows.Count == 0)
        {
            Remove(entry);
        }

        Expire();
        MakeRoom();
        if (batch is not null)
        {
            _rows.LeaveTo(batch);
        }

        return isSample;
    }

    /// <summary>Writes it, so that one that reads it goes on as this one does, bit for bit.</summary>
    public void Save(Stream stream)
    {
        var writer = new StateWriter(stream);
        writer.Write([Magic, Version, _plan.Fingerprint, NextOffset, Counts.Late, Counts.Evicted, Counts.Repeated]);
        writer.Write([_clock.NowMs, _clock.Block.Length]);
        writer.Write(_clock.Block);
        writer.Write(_keys.Count);
        for (int entry = _keys.Oldest; entry >= 0; entry = _keys[entry].Newer)
        {
            ref KeyEntry key = ref _keys[entry];
            writer.Write([key.First, key.Second, key.Count]);
            writer.Write(_rows.Times(key));
            writer.Write(MemoryMarshal.Cast<double, long>(_rows.Rows(key, 0, key.Count)));
        }

        writer.End();
    }

    /// <summary>One that goes on where another was saved.</summary>
    /// <exception cref="InvalidDataException">It is damaged, of another version, or of other sequences.</exception>
    public static PartitionSequences Restore(SequencePlan plan, Stream stream)
    {
        var reader = new StateReader(stream);
        if (reader.ReadLong() != Magic)
        {
            throw new InvalidDataException("these are no sequences of a partition");
        }

        if (reader.ReadLong() is var version && version != Version)
        {
            throw new InvalidDataException($"the sequences have format {version}; this program reads {Version}");
        }

        if (reader.ReadLong() != plan.Fingerprint)
        {
            throw new InvalidDataException("the sequences were kept for other fields, windows or bounds than these");
        }

        var sequences = new PartitionSequences(plan) { NextOffset = reader.ReadLong() };
        StateCounts counts = sequences.Counts;
        (counts.Late, counts.Evicted, counts.Repeated) = (reader.ReadLong(), reader.ReadLong(), reader.ReadLong());
        long now = reader.ReadLong();
        long[] block = new long[reader.ReadInt(0, 1 << EventClock.BlockShift)];
        reader.Read(block);
        sequences._clock.Restore(now, sequences.NextOffset, block);
        sequences.RestoreKeys(reader);
        reader.End();
        return sequences;
    }

    private static long Back(long timeMs, long byMs) => timeMs < long.MinValue + byMs ? long.MinValue : timeMs - byMs;

    private void RestoreKeys(StateReader reader)
    {
        int count = reader.ReadInt(0, int.MaxValue);
        for (int i = 0; i < count; i++)
        {
            (long first, long second) = (reader.ReadLong(), reader.ReadLong());
            int rows = reader.ReadInt(1, _plan.Most);
            if (_keys.Find(first, second) >= 0)
            {
                throw new InvalidDataException("a key is there twice");
            }

            ref KeyEntry key = ref _keys[_keys.Add(first, second)];
            _rows.Open(ref key, rows);
            key.Count = rows;
            reader.Read(_rows.Times(key));
            reader.Read(MemoryMarshal.Cast<double, long>(_rows.Rows(key, 0, rows)));
            if (!Stretch.IsRising(_rows.Times(key)))
            {
                throw new InvalidDataException("a key's rows are not in the order of their times");
            }
        }
    }

    private void Observe(long offset, long timeMs)
    {
        if (_plan.IsTimed)
        {
            _clock.Observe(offset, timeMs);
        }
    }

    // Too late by its partition's clock, or behind so many later ones that those before it are not all kept any more.
    private bool IsLate(in KeyEntry rows, int place, long timeMs) =>
        _plan.IsTimed && (timeMs < Back(_clock.NowMs, _latenessMs) || (rows.Count == _plan.Most && place < _plan.Window.Span));

    private bool Keep(ref KeyEntry rows, int place, long timeMs, ReadOnlySpan<double> row, Batch? batch)
    {
        int before = rows.Count;
        if (place == before)
        {
            _rows.Append(ref rows, timeMs, row);
        }
        else
        {
            _rows.Insert(ref rows, place, timeMs, row);
        }

        int end = place + rows.Count - before;
        int count = Run(_rows.Times(rows), end, timeMs);
        if (batch is not null)
        {
            batch.Show(_rows.Show(rows, end - count, count));
        }

        return IsSample(count);
    }

    private bool Show(in KeyEntry rows, int place, long timeMs, ReadOnlySpan<double> row, Batch batch)
    {
        int count = Run(_rows.Times(rows), place + 1, timeMs);
        batch.Show(_rows.ShowWith(rows, place - count + 1, count - 1, timeMs, row));
        return IsSample(count);
    }

    private bool IsSample(int count) => count == _plan.Window.Span || _plan.Window.UntilFull == UntilFull.Pad;

    // How many of the rows up to a place, which has a time, are one sequence.
    private int Run(ReadOnlySpan<long> times, int end, long timeMs)
    {
        int most = Math.Min(_plan.Window.Span, end);
        if (_plan.GapMs == long.MaxValue)
        {
            return most;
        }

        int count = 1;
        for (long later = timeMs; count < most && later - times[end - 1 - count] <= _plan.GapMs; count++)
        {
            later = times[end - 1 - count];
        }

        return count;
    }

    private int Entry(ReadOnlySpan<byte> key)
    {
        UInt128 hash = _plan.Window.Of == SequenceOf.Partition ? UInt128.Zero : XxHash128.HashToUInt128(key);
        (long first, long second) = ((long)(ulong)(hash >> 64), (long)(ulong)hash);
        int entry = _keys.Find(first, second);
        if (entry >= 0)
        {
            _keys.Use(entry);
            if (IsOver(_keys[entry]))
            {
                _rows.Close(_keys[entry]);
                _rows.Open(ref _keys[entry], 1);
            }

            return entry;
        }

        entry = _keys.Add(first, second);
        _rows.Open(ref _keys[entry], 1);
        return entry;
    }

    private void Remove(int entry)
    {
        _rows.Close(_keys[entry]);
        _keys.Remove(entry);
    }

    // Whatever comes in time is so much later than its rows that it begins another sequence.
    private bool IsOver(in KeyEntry key) =>
        _plan.GapMs < long.MaxValue && _rows.Times(key)[^1] < Back(Back(_clock.NowMs, _latenessMs), _plan.GapMs);

    private void Expire()
    {
        for (int i = 0; i < ExpiredAtOnce && _keys.Oldest >= 0 && IsOver(_keys[_keys.Oldest]); i++)
        {
            Remove(_keys.Oldest);
        }
    }

    private void MakeRoom()
    {
        while (_keys.Count > 1 && (_keys.Count > _plan.State.MaxKeys || Bytes > _maxBytes))
        {
            Remove(_keys.Oldest);
            Counts.Evicted++;
        }
    }
}
