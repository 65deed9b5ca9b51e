namespace Detector.Core.State;

/// <summary>What is kept of one partition's events, and what its next event's aggregates are made of. One thread at a time.</summary>
internal sealed class PartitionState
{
    /// <summary>"DetState", and the version of what comes after it.</summary>
    private const long Magic = 0x6574617453746544;
    private const long Version = 1;

    private readonly StatePlan _plan;
    private readonly KeyGroup[] _groups;
    private readonly EventClock _clock = new();
    private readonly long _latenessMs;
    private readonly long _maxBytes;

    public PartitionState(StatePlan plan)
    {
        _plan = plan;
        _groups = [.. plan.Groups.Select(group => new KeyGroup(group))];
        _latenessMs = (long)plan.Settings.AllowedLateness.TotalMilliseconds;
        _maxBytes = (long)plan.Settings.MaxMegabytes << 20;
    }

    /// <summary>The offset behind the last event that it has seen.</summary>
    public long NextOffset { get; private set; }

    /// <inheritdoc cref="EventClock.NowMs"/>
    public long NowMs => _clock.NowMs;

    /// <inheritdoc cref="EventClock.LastMs"/>
    public long LastMs => _clock.LastMs;

    /// <summary>Keys and pairs of keys that are kept.</summary>
    public int Keys => _groups.Sum(group => group.Count);

    /// <summary>Bytes that they and their events take.</summary>
    public long Bytes => _groups.Sum(group => group.Bytes);

    public StateCounts Counts { get; } = new();

    /// <summary>Makes a decoded row a row with aggregates, and keeps the event for those to come.</summary>
    /// <param name="offset">Its offset; offsets rise.</param>
    /// <param name="timeMs">Its time.</param>
    /// <param name="decoded">The decoded row.</param>
    /// <param name="row">The row, out.</param>
    public void Widen(long offset, long timeMs, ReadOnlySpan<double> decoded, Span<double> row)
    {
        decoded[.._plan.FieldCount].CopyTo(row);
        bool isNew = offset >= NextOffset;
        if (isNew)
        {
            _clock.Observe(offset, timeMs);
            NextOffset = offset + 1;
        }

        long earliest = Back(_clock.NowMs, _latenessMs);
        bool isLate = timeMs < earliest;
        Counts.Repeated += isNew ? 0 : 1;
        Counts.Late += isNew && isLate ? 1 : 0;
        for (int i = 0; i < _groups.Length; i++)
        {
            _groups[i].Apply(decoded, timeMs, Back(earliest, _plan.Groups[i].HorizonMs), isNew && !isLate, row);
        }

        MakeRoom();
    }

    /// <summary>Takes a verdict in, for the events behind it.</summary>
    /// <param name="timeMs">When it came.</param>
    /// <param name="judged">The decoded row that it is about, and behind it the verdict: 1 for an anomaly, 0 for none.</param>
    public void Judge(long timeMs, ReadOnlySpan<double> judged)
    {
        long earliest = Back(_clock.NowMs, _latenessMs);
        for (int i = 0; i < _groups.Length; i++)
        {
            if (_plan.Groups[i].IsOfVerdicts)
            {
                _groups[i].Judge(judged, timeMs, Back(earliest, _plan.Groups[i].HorizonMs));
            }
        }

        MakeRoom();
    }

    /// <summary>Writes it, so that one that reads it goes on as this one does, bit for bit.</summary>
    public void Save(Stream stream)
    {
        var writer = new StateWriter(stream);
        writer.Write([Magic, Version, _plan.Fingerprint, NextOffset, Counts.Late, Counts.Evicted, Counts.Repeated]);
        writer.Write([_clock.NowMs, _clock.Block.Length]);
        writer.Write(_clock.Block);
        foreach (KeyGroup group in _groups)
        {
            group.Save(writer);
        }

        writer.End();
    }

    /// <summary>One that goes on where another was saved.</summary>
    /// <exception cref="InvalidDataException">It is damaged, of another version, or of other aggregates.</exception>
    public static PartitionState Restore(StatePlan plan, Stream stream)
    {
        var reader = new StateReader(stream);
        if (reader.ReadLong() != Magic)
        {
            throw new InvalidDataException("this is no state of a partition");
        }

        if (reader.ReadLong() is var version && version != Version)
        {
            throw new InvalidDataException($"the state has format {version}; this program reads {Version}");
        }

        if (reader.ReadLong() != plan.Fingerprint)
        {
            throw new InvalidDataException("the state was kept for other fields, aggregates or bounds than these");
        }

        var state = new PartitionState(plan) { NextOffset = reader.ReadLong() };
        (state.Counts.Late, state.Counts.Evicted, state.Counts.Repeated) = (reader.ReadLong(), reader.ReadLong(), reader.ReadLong());
        long now = reader.ReadLong();
        long[] block = new long[reader.ReadInt(0, 1 << EventClock.BlockShift)];
        reader.Read(block);
        state._clock.Restore(now, state.NextOffset, block);
        foreach (KeyGroup group in state._groups)
        {
            group.Restore(reader);
        }

        reader.End();
        return state;
    }

    private static long Back(long timeMs, long byMs) => timeMs < long.MinValue + byMs ? long.MinValue : timeMs - byMs;

    private void MakeRoom()
    {
        while (IsFull())
        {
            Largest().RemoveOldest();
            Counts.Evicted++;
        }
    }

    private KeyGroup Largest()
    {
        KeyGroup largest = _groups[0];
        foreach (KeyGroup group in _groups)
        {
            largest = group.Bytes > largest.Bytes ? group : largest;
        }

        return largest;
    }

    private bool IsFull()
    {
        (long bytes, long keys) = (0, 0);
        foreach (KeyGroup group in _groups)
        {
            bytes += group.Bytes;
            keys += group.Count;
        }

        return keys > _plan.Settings.MaxKeys || bytes > _maxBytes;
    }
}
