using System.Globalization;

namespace Detector.Core.Formats;

/// <summary>What is known of an object or array at one place of the messages: its keys, and the order in which they came last time.</summary>
internal sealed class JsonNode
{
    private const int MaxLearnedKeys = 256;
    private const int MaxLearnedLength = 128;
    private const int MaxElements = 100_000;

    private readonly Dictionary<int, List<JsonKey>> _keys = [];
    private JsonKey?[] _elements = [];
    private int _learned;

    /// <summary>Stands before the first key.</summary>
    public JsonKey Start { get; } = new([]);

    public IEnumerable<JsonKey> Keys => _keys.Values.SelectMany(keys => keys);

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

    /// <summary>The key of this name; a stranger is remembered, up to a limit, so that it can be foreseen. Null where it is not.</summary>
    public JsonKey? FindOrLearn(ReadOnlySpan<byte> name)
    {
        JsonKey? key = Find(name);
        if (key is null && _learned < MaxLearnedKeys && name.Length <= MaxLearnedLength)
        {
            _learned++;
            key = Insert(name);
        }

        return key;
    }

    /// <summary>What is looked for at an array's index; null where nothing is.</summary>
    public JsonKey? At(int index) => index < _elements.Length ? _elements[index] : null;

    private static int Hash(ReadOnlySpan<byte> name) => (int)(long)CategoryToken.Of(name);

    private JsonKey? Find(ReadOnlySpan<byte> name)
    {
        if (_keys.TryGetValue(Hash(name), out List<JsonKey>? keys))
        {
            foreach (JsonKey key in keys)
            {
                if (name.SequenceEqual(key.Name))
                {
                    return key;
                }
            }
        }

        return null;
    }

    private JsonKey Insert(ReadOnlySpan<byte> name)
    {
        var key = new JsonKey(name);
        int hash = Hash(name);
        if (!_keys.TryGetValue(hash, out List<JsonKey>? keys))
        {
            keys = [];
            _keys.Add(hash, keys);
        }

        keys.Add(key);
        return key;
    }

    private void DeclareElement(JsonKey key, ReadOnlySpan<byte> name)
    {
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < MaxElements && (name[0] != '0' || name.Length == 1))
        {
            if (index >= _elements.Length)
            {
                Array.Resize(ref _elements, index + 1);
            }

            _elements[index] = key;
        }
    }
}
