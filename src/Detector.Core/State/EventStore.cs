namespace Detector.Core.State;

/// <summary>
/// The latest events of the keys of a group, each key's in the order of their times (of equal ones, of arrival), column by column in a
/// block that
/// grows and shrinks with their number.
/// </summary>
internal sealed class EventStore
{
    /// <summary>The distance of a value that was not there before.</summary>
    private const long Never = long.MaxValue / 2;

    private readonly GroupPlan _plan;
    private readonly BlockArena[] _arenas;

    public EventStore(GroupPlan plan)
    {
        _plan = plan;
        _arenas = [.. Enumerable.Range(0, plan.Rooms.Length).Select(size => new BlockArena(plan.BlockWords(size)))];
    }

    /// <summary>Bytes of the blocks in use.</summary>
    public long Bytes { get; private set; }

    /// <inheritdoc cref="BlockArena.BytesFor"/>
    public long BytesFor(double times) => _arenas.Sum(arena => arena.BytesFor(times));

    /// <summary>Gives a new key its first block.</summary>
    public void Open(ref KeyEntry key, int size = 0)
    {
        (key.Size, key.Block) = (size, _arenas[size].Take());
        (key.Start, key.Count) = (0, 0);
        Bytes += 8L * _plan.BlockWords(size);
        _arenas[size][key.Block][.._plan.SumWords(size)].Clear();
    }

    /// <summary>Takes a key's block back.</summary>
    public void Close(ref KeyEntry key)
    {
        Bytes -= 8L * _plan.BlockWords(key.Size);
        _arenas[key.Size].Give(key.Block);
    }

    /// <summary>A key's events.</summary>
    public KeyEvents Of(ref KeyEntry key) =>
        new(
            _arenas[key.Size][key.Block], _plan.SumWords(key.Size), _plan.Rooms[key.Size].Room, key.Start, key.Count,
            _plan.Columns.Length);

    /// <summary>Puts an event among a key's.</summary>
    /// <param name="key">The key.</param>
    /// <param name="place">How many of its events stand before it.</param>
    /// <param name="timeMs">Its time.</param>
    /// <param name="decoded">Its decoded row.</param>
    public KeyEvents Insert(ref KeyEntry key, int place, long timeMs, ReadOnlySpan<double> decoded)
    {
        MakeRoom(ref key);
        key.Count++;
        KeyEvents events = Of(ref key);
        if (place < events.Count - 1)
        {
            for (int column = 0; column < _plan.EventWords; column++)
            {
                Span<long> words = events.Column(column);
                words[place..^1].CopyTo(words[(place + 1)..]);
            }
        }

        events.Times[place] = timeMs;
        for (int column = 0; column < _plan.Columns.Length; column++)
        {
            events.Values(column)[place] = Plain(decoded[_plan.Columns[column]]);
        }

        for (int distance = 0; distance < _plan.Distances.Length; distance++)
        {
            Measure(events.Column(1 + _plan.Distances[distance]), events.Distances(distance), place);
        }

        for (int i = 0; i < events.Moments.Length; i++)
        {
            events.Moments[i].Inserted(place, events.Values(_plan.Moments[i].Column)[place], _plan.Moments[i].Squares);
        }

        return events;
    }

    /// <summary>Takes an event out.</summary>
    public void RemoveAt(ref KeyEntry key, int place)
    {
        KeyEvents events = Of(ref key);
        Forget(events, place);
        for (int distance = 0; distance < _plan.Distances.Length; distance++)
        {
            Unmeasure(events.Column(1 + _plan.Distances[distance]), events.Distances(distance), place);
        }

        for (int column = 0; column < _plan.EventWords; column++)
        {
            Span<long> words = events.Column(column);
            words[(place + 1)..].CopyTo(words[place..]);
        }

        key.Count--;
    }

    /// <summary>Drops a key's oldest events.</summary>
    public void DropFirst(ref KeyEntry key, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Forget(Of(ref key), 0);
            key.Start++;
            key.Count--;
        }

        // Not as soon as they have room in the smaller one, or a key at the edge would move all the time.
        if (key.Size > 0 && 4 * key.Count < 3 * _plan.Rooms[key.Size - 1].Most)
        {
            Move(ref key, key.Size - 1);
        }
    }

    // Zeros are one and missing values are one, so that equal values have equal bits.
    private static double Plain(double value) => double.IsNaN(value) ? double.NaN : value + 0.0;

    private void Forget(KeyEvents events, int place)
    {
        for (int i = 0; i < events.Moments.Length; i++)
        {
            events.Moments[i].Removed(place, events.Values(_plan.Moments[i].Column)[place], _plan.Moments[i].Squares);
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
            Span<long> columns = _arenas[key.Size][key.Block][_plan.SumWords(key.Size)..];
            for (int column = 0; column < _plan.EventWords; column++)
            {
                Span<long> words = columns.Slice(column * room, room);
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
        KeyEvents from = Of(ref key);
        KeyEvents to = Of(ref moved);
        for (int column = 0; column < _plan.EventWords; column++)
        {
            from.Column(column).CopyTo(to.Column(column));
        }

        Close(ref key);
        key = moved;
    }

    // The event at the place is new: how far back its value was, and how far forward it now is from its next.
    private static void Measure(Span<long> values, Span<long> distances, int place)
    {
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
    private static void Unmeasure(Span<long> values, Span<long> distances, int place)
    {
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
