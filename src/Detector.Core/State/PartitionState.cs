namespace Detector.Core.State;

/// <summary>What is kept of one partition's events, and what its next event's aggregates are made of. One thread at a time.</summary>
internal sealed class PartitionState
{
    /// <summary>"DetState", and the version of what comes after it.</summary>
    private const long Magic = 0x6574617453746544;
    private const long Version = 1;

    private readonly StatePlan _plan;
    private readonly KeyGroup[] _groups;
    private readonly PartitionVerdicts? _verdicts;
    private readonly EventClock _clock = new();
    private readonly long _latenessMs;
    private readonly long _maxBytes;

    public PartitionState(StatePlan plan)
    {
        _plan = plan;
        _groups = [.. plan.Groups.Select(group => new KeyGroup(group))];
        _verdicts = plan.NeedsVerdicts ? new PartitionVerdicts(plan, Counts) : null;
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
    public long Bytes => _groups.Sum(group => group.Bytes) + (_verdicts?.Bytes ?? 0);

    public StateCounts Counts { get; } = new();

    /// <inheritdoc cref="PartitionVerdicts.Heard"/>
    public IReadOnlyDictionary<int, long> Heard => _verdicts!.Heard;

    /// <summary>Makes a decoded row a row with aggregates, and keeps the event for those to come.</summary>
    /// <param name="offset">Its offset; offsets rise.</param>
    /// <param name="timeMs">Its time.</param>
    /// <param name="name">What verdicts call it by.</param>
    /// <param name="decoded">The decoded row.</param>
    /// <param name="row">The row, out.</param>
    public void Widen(long offset, long timeMs, EventName name, ReadOnlySpan<double> decoded, Span<double> row)
    {
        TakeVerdicts(timeMs);
        decoded[.._plan.FieldCount].CopyTo(row);
        bool isNew = offset >= NextOffset || _plan.IsPivoted;
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

        if (isNew)
        {
            _verdicts?.Remember(name, _clock.NowMs, timeMs, offset, decoded, earliest);
        }

        MakeRoom();
    }

    /// <summary>There is a verdict on the last event, for those that come after it.</summary>
    /// <param name="timeMs">When it comes.</param>
    /// <param name="decoded">The event's decoded row.</param>
    /// <param name="isAnomaly">The verdict.</param>
    public void Judge(long timeMs, ReadOnlySpan<double> decoded, bool isAnomaly) =>
        _verdicts!.Add(timeMs, NextOffset - 1, decoded, isAnomaly);

    /// <summary>A verdict was read.</summary>
    /// <param name="verdict">It.</param>
    /// <param name="isOurs">Whether its event may be one of this partition.</param>
    public void Hear(in Verdict verdict, bool isOurs) => _verdicts!.Hear(verdict, isOurs, Back(_clock.NowMs, _latenessMs));

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

        _verdicts?.Save(writer);

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

        state._verdicts?.Restore(reader);

        reader.End();
        return state;
    }

    private static long Back(long timeMs, long byMs) => timeMs < long.MinValue + byMs ? long.MinValue : timeMs - byMs;

    // What came before an event's time, it knows of.
    private void TakeVerdicts(long timeMs)
    {
        while (_verdicts is not null && _verdicts.TryTake(timeMs, out long verdictMs))
        {
            long earliest = Back(_clock.NowMs, _latenessMs);
            for (int i = 0; i < _groups.Length; i++)
            {
                if (_plan.Groups[i].IsOfVerdicts)
                {
                    _groups[i].Judge(_verdicts.Judged, verdictMs, Back(earliest, _plan.Groups[i].HorizonMs));
                }
            }

            MakeRoom();
        }
    }

    private void MakeRoom()
    {
        while (IsFull(out bool isOfKeys))
        {
            KeyGroup largest = Largest();
            if (!isOfKeys && _verdicts is { Remembered: > 0 } && _verdicts.Bytes > largest.Bytes)
            {
                _verdicts.RemoveOldest();
            }
            else if (largest.Count > 0)
            {
                largest.RemoveOldest();
            }
            else
            {
                return;
            }

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

    private bool IsFull(out bool isOfKeys)
    {
        (long bytes, long keys) = (_verdicts?.Bytes ?? 0, 0);
        foreach (KeyGroup group in _groups)
        {
            bytes += group.Bytes;
            keys += group.Count;
        }

        isOfKeys = keys > _plan.Settings.MaxKeys;
        return isOfKeys || bytes > _maxBytes;
    }
}
