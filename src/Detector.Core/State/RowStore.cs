using System.Runtime.InteropServices;
using Detector.Core.Batches;

namespace Detector.Core.State;

/// <summary>
/// The latest rows of each key in blocks that are only ever written behind what is there. What would change one makes another instead, so
/// that rows which were handed to a batch stay as they are, and another thread may read them without a lock.
/// </summary>
internal sealed class RowStore
{
    private readonly SequencePlan _plan;
    private readonly BlockArena[] _arenas;
    private readonly List<(BlockArena Arena, int Block)> _left = [];
    private bool _isRead;

    public RowStore(SequencePlan plan)
    {
        _plan = plan;
        _arenas = [.. Enumerable.Range(0, plan.Rooms.Length).Select(size => new BlockArena(plan.BlockWords(size)))];
    }

    /// <summary>Bytes of the blocks in use.</summary>
    public long Bytes { get; private set; }

    /// <inheritdoc cref="BlockArena.BytesFor"/>
    public long BytesFor(double times) => _arenas.Sum(arena => arena.BytesFor(times));

    /// <summary>[Count] times of a key's rows, rising; empty where they have none.</summary>
    public Span<long> Times(in KeyEntry key) =>
        _plan.IsTimed ? _arenas[key.Size][key.Block].Slice(key.Start, key.Count) : default;

    /// <summary>[count * fields] rows of a key.</summary>
    public Span<double> Rows(in KeyEntry key, int first, int count) =>
        MemoryMarshal.Cast<long, double>(_arenas[key.Size][key.Block].Slice(Place(key, first), count * _plan.FieldCount));

    /// <summary>Some rows of a key, to be read by whoever reads the batches from now on.</summary>
    public KeptRows Show(in KeyEntry key, int first, int count)
    {
        _isRead = true;
        (long[] page, int start) = _arenas[key.Size].Place(key.Block);
        return new KeptRows(page, start + Place(key, first), count);
    }

    /// <summary>Gives a key a block with room for so many rows.</summary>
    public void Open(ref KeyEntry key, int rows)
    {
        int size = _plan.SizeFor(rows);
        (key.Size, key.Block, key.Start, key.Count) = (size, _arenas[size].Take(), 0, 0);
        Bytes += 8L * _plan.BlockWords(size);
    }

    /// <summary>Takes a key's block back, once nobody reads it any more.</summary>
    public void Close(in KeyEntry key)
    {
        Bytes -= 8L * _plan.BlockWords(key.Size);
        if (_isRead)
        {
            _left.Add((_arenas[key.Size], key.Block));
        }
        else
        {
            _arenas[key.Size].Give(key.Block);
        }
    }

    /// <summary>Puts a row behind a key's others; the oldest leaves where there are as many as are kept.</summary>
    public void Append(ref KeyEntry key, long timeMs, ReadOnlySpan<double> row)
    {
        if (key.Count == _plan.Most)
        {
            key.Start++;
            key.Count--;
        }

        if (key.Start + key.Count == _plan.Rooms[key.Size])
        {
            Replace(ref key, Moved(key, 0, key.Count, key.Count + 1));
        }

        Put(ref key, timeMs, row);
    }

    /// <summary>Puts a row among a key's others; the oldest leaves where there are as many as are kept.</summary>
    /// <param name="key">The key.</param>
    /// <param name="place">How many of its rows stand before it.</param>
    /// <param name="timeMs">Its time.</param>
    /// <param name="row">The row.</param>
    public void Insert(ref KeyEntry key, int place, long timeMs, ReadOnlySpan<double> row)
    {
        int first = key.Count == _plan.Most ? 1 : 0;
        KeyEntry moved = Moved(key, first, place - first, key.Count - first + 1);
        Put(ref moved, timeMs, row);
        Copy(key, place, key.Count - place, ref moved);
        Replace(ref key, moved);
    }

    /// <summary>Shows rows of a key with one more behind them, which is not kept.</summary>
    public KeptRows ShowWith(in KeyEntry key, int first, int count, long timeMs, ReadOnlySpan<double> row)
    {
        KeyEntry shown = Moved(key, first, count, count + 1);
        Put(ref shown, timeMs, row);
        KeptRows rows = Show(shown, 0, count + 1);
        Close(shown);
        return rows;
    }

    /// <summary>What was taken back since is free when the batch has been read.</summary>
    public void LeaveTo(Batch batch)
    {
        foreach ((BlockArena arena, int block) in _left)
        {
            batch.Used.Add(arena, block);
        }

        _left.Clear();
    }

    // Times come before all rows.
    private int Place(in KeyEntry key, int row) =>
        (_plan.TimeWords * _plan.Rooms[key.Size]) + ((key.Start + row) * _plan.FieldCount);

    private KeyEntry Moved(in KeyEntry key, int first, int count, int room)
    {
        KeyEntry moved = key;
        Open(ref moved, room);
        Copy(key, first, count, ref moved);
        return moved;
    }

    private void Copy(in KeyEntry key, int first, int count, ref KeyEntry to)
    {
        int before = to.Count;
        to.Count += count;
        Rows(key, first, count).CopyTo(Rows(to, before, count));
        if (_plan.IsTimed)
        {
            Times(key).Slice(first, count).CopyTo(Times(to)[before..]);
        }
    }

    private void Put(ref KeyEntry key, long timeMs, ReadOnlySpan<double> row)
    {
        key.Count++;
        row.CopyTo(Rows(key, key.Count - 1, 1));
        if (_plan.IsTimed)
        {
            Times(key)[^1] = timeMs;
        }
    }

    private void Replace(ref KeyEntry key, in KeyEntry moved)
    {
        Close(key);
        key = moved;
    }
}
