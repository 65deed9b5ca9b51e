namespace Detector.Streams.State;

/// <summary>What a stream is to have.</summary>
public sealed record StreamLoad
{
    /// <summary>Keys of each field, and pairs of keys, where nothing else is said.</summary>
    public long Keys { get; init; } = 100_000;

    /// <summary>Keys of some fields or pairs, by their names, those of a pair joined by +.</summary>
    public IReadOnlyDictionary<string, long> KeysByName { get; init; } = new Dictionary<string, long>();

    /// <summary>Events a second; null: what lets each key have eight in its longest window.</summary>
    public double? EventsPerSecond { get; init; }

    /// <summary>Partitions that they are shared among.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>Keys of a field, or pairs of keys.</summary>
    public long KeysOf(IReadOnlyList<string> names) => KeysByName.GetValueOrDefault(string.Join('+', names), Keys);
}
