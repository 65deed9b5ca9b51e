namespace Detector.Core.State;

/// <summary>
/// The events that verdicts may still come for, by their names, in the order in which they came: what aggregates of verdicts look at of
/// each.
/// </summary>
/// <param name="columns">Where that stands in a decoded row.</param>
internal sealed class EventIndex(int[] columns)
{
    /// <summary>Numbers of 8 bytes that are kept of each event beside the columns.</summary>
    public const int Words = Heads;

    private const int Heads = 4;

    private readonly KeyTable _names = new();
    private readonly BlockArena _blocks = new(Heads + columns.Length);

    /// <summary>Bytes that an event takes.</summary>
    public static long BytesAnEvent(int columns) => KeyTable.BytesAKey + WordBytes(columns);

    /// <summary>Of these, what does not name it.</summary>
    public static long WordBytes(int columns) => 8L * (Heads + columns);

    public int Count => _names.Count;

    public long Bytes => Count * BytesAnEvent(columns.Length);

    /// <summary>Remembers an event; an earlier one of the same name is forgotten.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="nowMs">What time it was in its partition.</param>
    /// <param name="timeMs">Its own time.</param>
    /// <param name="offset">Its offset.</param>
    /// <param name="decoded">Its decoded row.</param>
    public void Add(EventName name, long nowMs, long timeMs, long offset, ReadOnlySpan<double> decoded)
    {
        Span<long> words = Open(name);
        (words[0], words[1], words[2], words[3]) = (nowMs, timeMs, offset, long.MinValue);
        for (int i = 0; i < columns.Length; i++)
        {
            words[Heads + i] = BitConverter.DoubleToInt64Bits(decoded[columns[i]]);
        }
    }

    /// <summary>Finds an event and notes that there is a verdict on it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="verdictMs">When the verdict came.</param>
    /// <param name="withinMs">How long after its event it may come.</param>
    /// <param name="offset">Its offset, out.</param>
    /// <param name="values">What was kept of its decoded row, and room behind it; null where the verdict does not count.</param>
    public JudgedEvent Judge(EventName name, long verdictMs, long withinMs, out long offset, out double[]? values)
    {
        (offset, values) = (-1, null);
        int entry = _names.Find(name.First, name.Second);
        if (entry < 0)
        {
            return JudgedEvent.Unknown;
        }

        Span<long> words = _blocks[_names[entry].Block];
        if (verdictMs - words[1] > withinMs)
        {
            return JudgedEvent.TooOld;
        }

        if (verdictMs <= words[3])
        {
            return JudgedEvent.Known;
        }

        (words[3], offset, values) = (verdictMs, words[2], new double[columns.Length + 1]);
        for (int i = 0; i < columns.Length; i++)
        {
            values[i] = BitConverter.Int64BitsToDouble(words[Heads + i]);
        }

        return JudgedEvent.Found;
    }

    /// <summary>Forgets events that came before this time, a few at once.</summary>
    public void Expire(long cutMs)
    {
        for (int i = 0; i < 2 && Count > 0 && _blocks[_names[_names.Oldest].Block][0] < cutMs; i++)
        {
            RemoveOldest();
        }
    }

    public void RemoveOldest()
    {
        _blocks.Give(_names[_names.Oldest].Block);
        _names.Remove(_names.Oldest);
    }

    public void Save(StateWriter writer)
    {
        writer.Write(Count);
        for (int entry = _names.Oldest; entry >= 0; entry = _names[entry].Newer)
        {
            ref KeyEntry key = ref _names[entry];
            writer.Write(key.First);
            writer.Write(key.Second);
            writer.Write(_blocks[key.Block]);
        }
    }

    /// <summary>Reads what <see cref="Save"/> has written, into one that is empty.</summary>
    public void Restore(StateReader reader)
    {
        int count = reader.ReadInt(0, int.MaxValue);
        for (int i = 0; i < count; i++)
        {
            reader.Read(Open(new(reader.ReadLong(), reader.ReadLong())));
        }
    }

    private Span<long> Open(EventName name)
    {
        int entry = _names.Find(name.First, name.Second);
        if (entry >= 0)
        {
            _names.Use(entry);
        }
        else
        {
            entry = _names.Add(name.First, name.Second);
            _names[entry].Block = _blocks.Take();
        }

        return _blocks[_names[entry].Block];
    }
}

/// <summary>Whether a verdict's event is there, and the verdict counts.</summary>
internal enum JudgedEvent
{
    /// <summary>It is, and it does.</summary>
    Found,

    /// <summary>It was heard before, or one that came later was.</summary>
    Known,

    /// <summary>The verdict came too long after it.</summary>
    TooOld,

    /// <summary>There is no such event.</summary>
    Unknown,
}
