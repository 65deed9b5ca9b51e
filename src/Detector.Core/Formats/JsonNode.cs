using System.Buffers.Binary;
using System.Globalization;

namespace Detector.Core.Formats;

/// <summary>
/// What is known of an object or array at one place of the messages: its keys, and the order in which they came last time.
/// </summary>
internal sealed class JsonNode
{
    private const int MaxLearnedKeys = 256;
    private const int MaxLearnedLength = 128;
    private const int MaxElements = 100_000;

    private JsonKey?[] _table = new JsonKey?[8];
    private JsonKey?[] _elements = [];
    private int _count;
    private int _learned;

    /// <summary>Stands for a key that nobody looks for and that is not remembered.</summary>
    public static JsonKey Stranger { get; } = new([0]);

    /// <summary>Stands for an object or array in which nothing is looked for.</summary>
    public static JsonNode Nowhere { get; } = new() { _learned = MaxLearnedKeys };

    /// <summary>Stands before the first key.</summary>
    public JsonKey Start { get; } = new([]);

    public IEnumerable<JsonKey> Keys => _table.OfType<JsonKey>();

    /// <summary>The key of this name, made where it is not there.</summary>
    public JsonKey Declare(ReadOnlySpan<byte> name)
    {
        JsonKey? key = Find(name);
        if (key is null)
        {
            key = Insert(name);
            DeclareElement(key, name);
        }

        return key;
    }

    /// <summary>The key of this name; one that nobody looks for is remembered, up to a limit, so that it can be foreseen.</summary>
    public JsonKey FindOrLearn(ReadOnlySpan<byte> name)
    {
        JsonKey? key = Find(name);
        if (key is null && _learned < MaxLearnedKeys && name.Length <= MaxLearnedLength)
        {
            _learned++;
            key = Insert(name);
        }

        return key ?? Stranger;
    }

    /// <summary>What is looked for at an array's index.</summary>
    public JsonKey At(int index) => (index < _elements.Length ? _elements[index] : null) ?? Stranger;

    // Its length and its first and last eight bytes; keys that share all of them are only compared more often.
    private static uint Hash(ReadOnlySpan<byte> name)
    {
        ulong first = 0;
        ulong last = 0;
        if (name.Length >= sizeof(ulong))
        {
            first = BinaryPrimitives.ReadUInt64LittleEndian(name);
            last = BinaryPrimitives.ReadUInt64LittleEndian(name[^sizeof(ulong)..]);
        }
        else
        {
            foreach (byte b in name)
            {
                first = (first << 8) | b;
            }
        }

        return (uint)(((first ^ (last * 31) ^ (ulong)name.Length) * 0x9E3779B97F4A7C15) >> 32);
    }

    private JsonKey? Find(ReadOnlySpan<byte> name)
    {
        uint mask = (uint)_table.Length - 1;
        for (uint place = Hash(name) & mask; _table[place] is { } key; place = (place + 1) & mask)
        {
            if (name.SequenceEqual(key.Name))
            {
                return key;
            }
        }

        return null;
    }

    private JsonKey Insert(ReadOnlySpan<byte> name)
    {
        if (2 * ++_count > _table.Length)
        {
            JsonKey?[] keys = _table;
            _table = new JsonKey?[2 * keys.Length];
            foreach (JsonKey? key in keys)
            {
                if (key is not null)
                {
                    Place(key);
                }
            }
        }

        var added = new JsonKey(name);
        Place(added);
        return added;
    }

    private void Place(JsonKey key)
    {
        uint mask = (uint)_table.Length - 1;
        uint place = Hash(key.Name) & mask;
        while (_table[place] is not null)
        {
            place = (place + 1) & mask;
        }

        _table[place] = key;
    }

    private void DeclareElement(JsonKey key, ReadOnlySpan<byte> name)
    {
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < MaxElements
            && (name[0] != '0' || name.Length == 1))
        {
            if (index >= _elements.Length)
            {
                Array.Resize(ref _elements, index + 1);
            }

            _elements[index] = key;
        }
    }
}
