using System.Text;

namespace Detector.TestKit;

/// <summary>A message that a test sends, or has received.</summary>
public sealed record TestMessage
{
    /// <summary>A message with a text as its value, and perhaps one as its key.</summary>
    public static TestMessage Of(string value, string? key = null) =>
        new() { Value = Encoding.UTF8.GetBytes(value), Key = key is null ? null : Encoding.UTF8.GetBytes(key) };

    public byte[]? Key { get; init; }

    public byte[]? Value { get; init; }

    public IReadOnlyList<KeyValuePair<string, byte[]?>> Headers { get; init; } = [];

    /// <summary>Unix milliseconds; where 0 is sent, the client's clock.</summary>
    public long TimestampMs { get; init; }

    /// <summary>Where it goes; null leaves it to the key.</summary>
    public int? Partition { get; init; }

    /// <summary>Where it lay; only of received messages.</summary>
    public long Offset { get; init; }

    public string? KeyText => Key is null ? null : Encoding.UTF8.GetString(Key);

    public string? ValueText => Value is null ? null : Encoding.UTF8.GetString(Value);

    /// <summary>The text of the one header of this name; null where there is none.</summary>
    public string? Header(string name) =>
        Headers.SingleOrDefault(h => h.Key == name) is { Key: not null, Value: { } value } ? Encoding.UTF8.GetString(value) : null;
}
