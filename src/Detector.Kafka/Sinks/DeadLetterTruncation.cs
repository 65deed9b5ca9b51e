using Confluent.Kafka;

namespace Detector.Kafka.Sinks;

/// <summary>
/// Makes a dead letter fit a broker that refuses it for its size: its value is cut to a quarter, and below the broker's default limit
/// (1 MiB), then to a quarter of that, and so on; at last key and own headers go too. The whole message is still in its source topic,
/// at the place that the headers name.
/// </summary>
internal static class DeadLetterTruncation
{
    private const int FirstCut = 900_000;
    private const int SmallestCut = 1024;

    /// <param name="letter">The letter, whole.</param>
    /// <param name="original">How many of its headers, the first ones, are the message's own.</param>
    /// <param name="refused">The form that the broker refused.</param>
    /// <returns>A smaller form; null where the smallest was refused.</returns>
    public static Message<byte[]?, byte[]?>? Shrink(Message<byte[]?, byte[]?> letter, int original, Message<byte[]?, byte[]?> refused)
    {
        int length = refused.Value?.Length ?? 0;
        bool hasOwnHeaders = original > 0 && refused.Headers[0].Key == letter.Headers[0].Key;
        return length > SmallestCut ? Cut(letter, Math.Min(FirstCut, length / 4), letter.Key, skip: 0)
            : refused.Key is not null || hasOwnHeaders ? Cut(letter, 0, null, original)
            : null;
    }

    private static Message<byte[]?, byte[]?> Cut(Message<byte[]?, byte[]?> letter, int length, byte[]? key, int skip)
    {
        var headers = new Headers();
        foreach (IHeader header in letter.Headers.Skip(skip))
        {
            headers.Add(header);
        }

        DeadLetterHeaders.Add(headers, "truncated", letter.Value?.Length ?? 0);
        byte[]? value = letter.Value?[..Math.Min(length, letter.Value.Length)];
        return new Message<byte[]?, byte[]?> { Key = key, Value = value, Headers = headers };
    }
}
