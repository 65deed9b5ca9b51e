using System.Runtime.InteropServices;

namespace Detector.Core.State;

/// <summary>
/// The latest events of the keys of a group, each key's in the order of their times (of equal ones, of arrival), column by column in a block that
/// grows and shrinks with their number.
/// </summary>
internal sealed class EventStore
{
    /// <summary>The distance of a value that was not there before.</summary>
    public const long Never = long.MaxValue / 2;

    private readonly GroupPlan _plan;
    private readonly BlockArena[] _arenas;

    public EventStore(GroupPlan plan)
    {
        _plan = plan;
        _arenas = [.. Enumerable.Range(0, plan.Rooms.Length).Select(size => new BlockArena(plan.BlockWords(size)))];
    }

    /// <summary>Bytes of the blocks in use.</summary>
    public long Bytes { get; private set; }

    /// <summary>Gives a new key its first block.</summary>
    public void Open(ref KeyEntry key, int size = 0)
    {
        (key.Size, key.Block) = (size, Take(size));
        (key.Start, key.Count) = (0, 0);
    }

    /// <summary>Takes a key's block back.</summary>
    public void Close(ref KeyEntry key) => Give(key.Size, key.Block);

    /// <summary>[Count] times of a key's events, rising.</summary>
    public Span<long> Times(ref KeyEntry key) => Column(ref key, 0);

    /// <summary>[Count] one of the values of a key's events.</summary>
    public Span<double> Values(ref KeyEntry key, int column) => MemoryMarshal.Cast<long, double>(Column(ref key, 1 + column));

    /// <summary>[Count] how many events before each the same value was.</summary>
    public Span<long> Distances(ref KeyEntry key, int distance) => Column(ref key, 1 + _plan.Columns.Length + distance);

    /// <summary>[EventWords][Count] all that is kept of a key's events, column by column.</summary>
    public Span<long> Column(ref KeyEntry key, int column) =>
        Block(ref key).Slice(_plan.SumWords(key.Size) + (column * _plan.Rooms[key.Size].Room) + key.Start, key.Count);

    /// <summary>The sums that are kept for a key; none where it has few events.</summary>
    public Span<Moments> Moments(ref KeyEntry key) => MemoryMarshal.Cast<long, Moments>(Block(ref key)[.._plan.SumWords(key.Size)]);

    /// <summary>Puts an event among a key's.</summary>
    /// <param name="key">The key.</param>
    /// <param name="place">How many of its events stand before it.</param>
    /// <param name="timeMs">Its time.</param>
    /// <param name="decoded">Its decoded row.</param>
    public void Insert(ref KeyEntry key, int place, long timeMs, ReadOnlySpan<double> decoded)
    {
        MakeRoom(ref key);
        key.Count++;
        for (int column = 0; column < _plan.EventWords; column++)
        {
            Span<long> words = Column(ref key, column);
            words[place..^1].CopyTo(words[(place + 1)..]);
        }

        Times(ref key)[place] = timeMs;
        for (int column = 0; column < _plan.Columns.Length; column++)
        {
            Values(ref key, column)[place] = Plain(decoded[_plan.Columns[column]]);
        }

        for (int distance = 0; distance < _plan.Distances.Length; distance++)
        {
            Measure(ref key, distance, place);
        }

        Span<Moments> moments = Moments(ref key);
        for (int i = 0; i < moments.Length; i++)
        {
            moments[i].Inserted(place, Values(ref key, _plan.Moments[i].Column)[place]);
        }
    }

    /// <summary>Takes an event out.</summary>
    public void RemoveAt(ref KeyEntry key, int place)
    {
        Forget(ref key, place);
        for (int distance = 0; distance < _plan.Distances.Length; distance++)
        {
            Unmeasure(ref key, distance, place);
        }

        for (int column = 0; column < _plan.EventWords; column++)
        {
            Span<long> words = Column(ref key, column);
            words[(place + 1)..].CopyTo(words[place..]);
        }

        key.Count--;
    }

    /// <summary>Drops a key's oldest events.</summary>
    public void DropFirst(ref KeyEntry key, int events)
    {
        for (int i = 0; i < events; i++)
        {
            Forget(ref key, 0);
            key.Start++;
            key.Count--;
        }

        if (key.Size > 0 && 8 * key.Count < _plan.Rooms[key.Size].Room)
        {
            Move(ref key, key.Size - 1);
        }
    }

    /// <summary>Zeros are one and missing values are one, so that equal values have equal bits.</summary>
    private static double Plain(double value) => double.IsNaN(value) ? double.NaN : value + 0.0;

    private Span<long> Block(ref KeyEntry key) => _arenas[key.Size][key.Block];

    private void Forget(ref KeyEntry key, int place)
    {
        Span<Moments> moments = Moments(ref key);
        for (int i = 0; i < moments.Length; i++)
        {
            moments[i].Removed(place, Values(ref key, _plan.Moments[i].Column)[place]);
        }
    }

    private void MakeRoom(ref KeyEntry key)
    {
        (int room, int most) = _plan.Rooms[key.Size];
        if (key.Count == most)
        {
            Move(ref key, key.Size + 1);
        }
        else if (key.Start + key.Count == room)
        {
            Span<long> block = Block(ref key)[_plan.SumWords(key.Size)..];
            for (int column = 0; column < _plan.EventWords; column++)
            {
                Span<long> words = block.Slice(column * room, room);
                words.Slice(key.Start, key.Count).CopyTo(words);
            }

            key.Start = 0;
        }
    }

    private void Move(ref KeyEntry key, int size)
    {
        KeyEntry moved = key;
        Open(ref moved, size);
        moved.Count = key.Count;
        for (int column = 0; column < _plan.EventWords; column++)
        {
            Column(ref key, column).CopyTo(Column(ref moved, column));
        }

        Close(ref key);
        key = moved;
    }

    private int Take(int size)
    {
        Bytes += 8L * _plan.BlockWords(size);
        int block = _arenas[size].Take();
        _arenas[size][block][.._plan.SumWords(size)].Clear();
        return block;
    }

    private void Give(int size, int block)
    {
        Bytes -= 8L * _plan.BlockWords(size);
        _arenas[size].Give(block);
    }

    // The event at the place is new: how far back its value was, and how far forward it now is from its next.
    private void Measure(ref KeyEntry key, int distance, int place)
    {
        Span<long> values = Column(ref key, 1 + _plan.Distances[distance]);
        Span<long> distances = Distances(ref key, distance);
        for (int i = place + 1; i < distances.Length; i++)
        {
            distances[i] += distances[i] < Never && i - 1 - distances[i] < place ? 1 : 0;
        }

        if (double.IsNaN(BitConverter.Int64BitsToDouble(values[place])))
        {
            distances[place] = 0;
            return;
        }

        int earlier = values[..place].LastIndexOf(values[place]);
        distances[place] = earlier < 0 ? Never : place - earlier;
        int later = values[(place + 1)..].IndexOf(values[place]);
        if (later >= 0)
        {
            distances[place + 1 + later] = 1 + later;
        }
    }

    // The event at the place is about to go.
    private void Unmeasure(ref KeyEntry key, int distance, int place)
    {
        Span<long> values = Column(ref key, 1 + _plan.Distances[distance]);
        Span<long> distances = Distances(ref key, distance);
        int later = values[(place + 1)..].IndexOf(values[place]);
        if (later >= 0 && distances[place] > 0)
        {
            distances[place + 1 + later] = distances[place] == Never ? Never : 1 + later + distances[place];
        }

        for (int i = place + 1; i < distances.Length; i++)
        {
            distances[i] -= distances[i] < Never && i - distances[i] < place ? 1 : 0;
        }
    }
}
