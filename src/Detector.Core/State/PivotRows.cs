using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Detector.Core.State;

/// <summary>A row of a key, as far as its metrics have come.</summary>
internal struct PivotEntry
{
    /// <summary>The last message that is in it, and its Kafka timestamp.</summary>
    public long Offset;
    public long QueuedMs;

    public int KeyStart;
    public int KeyLength;

    /// <summary>Metrics that are still to come.</summary>
    public int Missing;

    public bool HasKey;
    public bool IsAnomaly;

    /// <summary>It was handed out, and stays to tell what comes for it later from another row's first.</summary>
    public bool IsDone;
}

/// <summary>The rows of one interval, of all keys, in the order in which they began.</summary>
internal sealed class PivotRows(PivotPlan plan, long startMs)
{
    private const int Fewest = 8;

    private readonly KeyTable _keys = new();
    private PivotEntry[] _entries = new PivotEntry[Fewest];
    private double[] _values = new double[Fewest * plan.Width];
    private byte[] _bytes = new byte[Fewest * Fewest];
    private int _length;

    public long StartMs => startMs;

    public int Count { get; private set; }

    /// <summary>Rows before this one are handed out, once their time is over.</summary>
    public int Cursor { get; set; }

    public long Bytes => _length + (Count * ((sizeof(double) * (long)plan.Width) + PivotPlan.BytesARow));

    public ref PivotEntry this[int index] => ref _entries[index];

    public Span<double> Values(int index) => _values.AsSpan(index * plan.Width, plan.Width);

    public ReadOnlySpan<byte> Key(int index) => _bytes.AsSpan(_entries[index].KeyStart, _entries[index].KeyLength);

    /// <summary>The row of a key, which begins where there is none.</summary>
    public int Of(ReadOnlySpan<byte> key, bool hasKey)
    {
        UInt128 hash = XxHash128.HashToUInt128(key, hasKey ? 0 : 1);
        (long first, long second) = ((long)(ulong)(hash >> 64), (long)(ulong)hash);
        int index = _keys.Find(first, second);
        return index >= 0 ? index : Add(first, second, key, hasKey);
    }

    public void Save(StateWriter writer)
    {
        writer.Write([startMs, Count]);
        for (int i = 0; i < Count; i++)
        {
            ref PivotEntry row = ref _entries[i];
            int flags = (row.HasKey ? 1 : 0) | (row.IsAnomaly ? 2 : 0) | (row.IsDone ? 4 : 0);
            writer.Write([row.Offset, row.QueuedMs, row.Missing, flags, row.KeyLength]);
            Span<long> words = new long[(row.KeyLength + 7) / 8];
            Key(i).CopyTo(MemoryMarshal.AsBytes(words));
            writer.Write(words);
            writer.Write(MemoryMarshal.Cast<double, long>(Values(i)));
        }
    }

    public static PivotRows Restore(PivotPlan plan, StateReader reader)
    {
        var rows = new PivotRows(plan, reader.ReadLong());
        int count = reader.ReadInt(0, int.MaxValue);
        for (int i = 0; i < count; i++)
        {
            var row = new PivotEntry { Offset = reader.ReadLong(), QueuedMs = reader.ReadLong() };
            row.Missing = reader.ReadInt(0, plan.Metrics);
            int flags = reader.ReadInt(0, 7);
            (row.HasKey, row.IsAnomaly, row.IsDone) = ((flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0);
            row.KeyLength = reader.ReadInt(0, Array.MaxLength - 8);
            long[] words = new long[(row.KeyLength + 7) / 8];
            reader.Read(words);
            if (rows.Of(MemoryMarshal.AsBytes(words.AsSpan())[..row.KeyLength], row.HasKey) != i)
            {
                throw new InvalidDataException("a key is there twice");
            }

            row.KeyStart = rows._entries[i].KeyStart;
            rows._entries[i] = row;
            reader.Read(MemoryMarshal.Cast<double, long>(rows.Values(i)));
        }

        return rows;
    }

    private int Add(long first, long second, ReadOnlySpan<byte> key, bool hasKey)
    {
        int index = _keys.Add(first, second);
        Count++;
        if (index == _entries.Length)
        {
            Array.Resize(ref _entries, 2 * index);
            Array.Resize(ref _values, 2 * index * plan.Width);
        }

        if (_length + key.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + key.Length));
        }

        key.CopyTo(_bytes.AsSpan(_length));
        _entries[index] = new() { KeyStart = _length, KeyLength = key.Length, HasKey = hasKey, Missing = plan.Metrics };
        _length += key.Length;
        plan.Begin(Values(index), startMs, key);
        return index;
    }
}
