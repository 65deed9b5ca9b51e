using System.Numerics;
using System.Runtime.CompilerServices;

namespace Detector.Core.State;

/// <summary>Keys by their two numbers, open addressing with linear probing, and in the order in which they were last used.</summary>
internal sealed class KeyTable
{
    /// <summary>Bytes that a key takes at most here, beside its events: its entry and its places.</summary>
    public const int BytesAKey = 48 + 16;

    private const int FewestEntries = 8;

    // Of this process alone, so that nobody can choose keys that all have one place.
    private static readonly ulong FirstSecret = Secret(1);
    private static readonly ulong SecondSecret = Secret(3);

    private KeyEntry[] _entries = new KeyEntry[FewestEntries];
    private int[] _places = Empty(2 * FewestEntries);
    private int _made;
    private int _free = -1;

    /// <summary>Bytes of a table that was filled with so many keys.</summary>
    public static long BytesOf(long keys)
    {
        long entries = Math.Max(FewestEntries, (long)BitOperations.RoundUpToPowerOf2((ulong)keys));
        long places = Math.Max(2 * FewestEntries, (long)BitOperations.RoundUpToPowerOf2((ulong)(2 * keys)));
        return (entries * Unsafe.SizeOf<KeyEntry>()) + (places * sizeof(int));
    }

    public int Count { get; private set; }

    /// <summary>The key that was used last; -1 where there is none.</summary>
    public int Newest { get; private set; } = -1;

    /// <summary>The key that was used the longest time ago; -1 where there is none.</summary>
    public int Oldest { get; private set; } = -1;

    public ref KeyEntry this[int entry] => ref _entries[entry];

    /// <summary>The entry of a key; -1 where it is not there.</summary>
    public int Find(long first, long second)
    {
        int mask = _places.Length - 1;
        for (int place = Hash(first, second) & mask; _places[place] >= 0; place = (place + 1) & mask)
        {
            ref KeyEntry entry = ref _entries[_places[place]];
            if (entry.First == first && entry.Second == second)
            {
                return _places[place];
            }
        }

        return -1;
    }

    /// <summary>Adds a key that is not there, as the one used last; its events are for the caller to fill in.</summary>
    public int Add(long first, long second)
    {
        if (2 * (Count + 1) > _places.Length)
        {
            Rehash();
        }

        int entry = _free;
        if (entry >= 0)
        {
            _free = _entries[entry].Older;
        }
        else
        {
            entry = _made++;
            if (entry == _entries.Length)
            {
                Array.Resize(ref _entries, 2 * entry);
            }
        }

        _entries[entry] = new() { First = first, Second = second };
        Put(entry);
        Link(entry);
        Count++;
        return entry;
    }

    /// <summary>The key was used.</summary>
    public void Use(int entry)
    {
        if (entry != Newest)
        {
            Unlink(entry);
            Link(entry);
        }
    }

    public void Remove(int entry)
    {
        Unlink(entry);
        Clear(PlaceOf(entry));
        _entries[entry].Older = _free;
        _free = entry;
        Count--;
    }

    private static int[] Empty(int length)
    {
        int[] places = new int[length];
        Array.Fill(places, -1);
        return places;
    }

    private static ulong Secret(int number) => ((ulong)(uint)HashCode.Combine(number) << 32) | (uint)HashCode.Combine(number + 1);

    private static int Hash(long first, long second)
    {
        ulong high = Math.BigMul((ulong)first ^ FirstSecret, (ulong)second ^ SecondSecret, out ulong low);
        return (int)(high ^ low);
    }

    private int Home(int entry) => Hash(_entries[entry].First, _entries[entry].Second) & (_places.Length - 1);

    private void Put(int entry)
    {
        int place = Home(entry);
        while (_places[place] >= 0)
        {
            place = (place + 1) & (_places.Length - 1);
        }

        _places[place] = entry;
    }

    private int PlaceOf(int entry)
    {
        int place = Home(entry);
        while (_places[place] != entry)
        {
            place = (place + 1) & (_places.Length - 1);
        }

        return place;
    }

    // Those behind a free place move up unless their home lies behind it, so that no search ends early.
    private void Clear(int place)
    {
        int mask = _places.Length - 1;
        for (int next = (place + 1) & mask; _places[next] >= 0; next = (next + 1) & mask)
        {
            if (((next - Home(_places[next])) & mask) >= ((next - place) & mask))
            {
                _places[place] = _places[next];
                place = next;
            }
        }

        _places[place] = -1;
    }

    private void Rehash()
    {
        _places = Empty(2 * _places.Length);
        for (int entry = Oldest; entry >= 0; entry = _entries[entry].Newer)
        {
            Put(entry);
        }
    }

    private void Link(int entry)
    {
        (_entries[entry].Older, _entries[entry].Newer) = (Newest, -1);
        if (Newest >= 0)
        {
            _entries[Newest].Newer = entry;
        }
        else
        {
            Oldest = entry;
        }

        Newest = entry;
    }

    private void Unlink(int entry)
    {
        (int older, int newer) = (_entries[entry].Older, _entries[entry].Newer);
        if (older >= 0)
        {
            _entries[older].Newer = newer;
        }
        else
        {
            Oldest = newer;
        }

        if (newer >= 0)
        {
            _entries[newer].Older = older;
        }
        else
        {
            Newest = older;
        }
    }
}
