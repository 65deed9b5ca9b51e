namespace Detector.Core.State;

/// <summary>
/// What time it is in a partition: the median of the event times of its last whole block of 256 offsets. No clock that is wrong in fewer
/// than half of the
/// events moves it, forwards or back, and whoever reads the partition from an earlier offset comes to the same.
/// </summary>
/// <param name="shift">Offsets a block, as a shift.</param>
internal sealed class EventClock(int shift = EventClock.BlockShift)
{
    /// <summary>Offsets a block, as a shift.</summary>
    public const int BlockShift = 8;

    private readonly long[] _times = new long[1 << shift];

    /// <summary>Unix milliseconds; <see cref="long.MinValue"/> before the first block is whole.</summary>
    public long NowMs { get; private set; } = long.MinValue;

    /// <summary>Times of the block at hand.</summary>
    public ReadOnlySpan<long> Block => _times.AsSpan(0, Count);

    /// <summary>The time of the last event; <see cref="long.MinValue"/> where there was none.</summary>
    public long LastMs => Count > 0 ? _times[Count - 1] : long.MinValue;

    private int Count { get; set; }

    private long Number { get; set; } = -1;

    /// <summary>The next event comes.</summary>
    public void Observe(long offset, long timeMs)
    {
        if (offset >> shift != Number)
        {
            EndBlock();
            Number = offset >> shift;
        }

        if (Count < _times.Length)
        {
            _times[Count++] = timeMs;
        }
    }

    /// <summary>Goes on where another was.</summary>
    /// <param name="nowMs">Its time.</param>
    /// <param name="nextOffset">The offset behind the last event that it has seen.</param>
    /// <param name="block">The times of its block.</param>
    public void Restore(long nowMs, long nextOffset, ReadOnlySpan<long> block)
    {
        (NowMs, Number, Count) = (nowMs, (nextOffset - 1) >> shift, block.Length);
        block.CopyTo(_times);
    }

    private void EndBlock()
    {
        if (Count > 0)
        {
            Span<long> times = _times.AsSpan(0, Count);
            times.Sort();
            NowMs = times[Count / 2];
            Count = 0;
        }
    }
}
