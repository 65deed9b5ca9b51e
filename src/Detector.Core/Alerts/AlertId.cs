using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Detector.Core.Alerts;

/// <summary>
/// Names an alert by the event that caused it, so that an event that is scored twice has one alert's id twice, and no other event has
/// it.
/// </summary>
public static class AlertId
{
    /// <summary>Bytes of an id.</summary>
    public const int Bytes = 16;

    private const int LongestNumbers = 44;
    private const int Usual = 512;

    /// <summary>
    /// 32 hexadecimal digits: the first 128 bits of the SHA-256 of the stream's name, the topic, the partition, the offset and
    /// Kafka's timestamp of
    /// the event in Unix milliseconds, joined by line feeds (which no name may hold), and, where the event has a key, a line feed and
    /// the key's bytes.
    /// The same on every machine and in every version. A topic that is made anew has other events at the same offsets: timestamp and
    /// key tell them
    /// apart, and neither depends on the settings.
    /// </summary>
    public static string Of(string stream, string topic, int partition, long offset, long timestampMs, byte[]? key)
    {
        Span<byte> id = stackalloc byte[Bytes];
        string place = string.Create(CultureInfo.InvariantCulture, $"{stream}\n{topic}\n{partition}");
        Write(Encoding.UTF8.GetBytes(place), offset, timestampMs, key is not null, key, id);
        return Convert.ToHexStringLower(id);
    }

    /// <summary>The id of the alert of an incident's end.</summary>
    /// <param name="incident">The incident's: that of its first event's alert.</param>
    public static string OfEnd(string incident) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(incident + "\nend")).AsSpan(0, Bytes));

    /// <summary>The same in bytes, of an event of a partition whose names are joined already; for keys of usual sizes nothing is
    /// allocated.</summary>
    /// <param name="partition">UTF-8: the stream's name, the topic and the partition, joined by line feeds.</param>
    /// <param name="offset">The offset.</param>
    /// <param name="timestampMs">Kafka's timestamp.</param>
    /// <param name="hasKey">Whether the event has a key.</param>
    /// <param name="key">The key.</param>
    /// <param name="id">[16] out.</param>
    public static void Write(
        ReadOnlySpan<byte> partition, long offset, long timestampMs, bool hasKey, ReadOnlySpan<byte> key, Span<byte> id)
    {
        int most = partition.Length + key.Length + LongestNumbers;
        Span<byte> text = most <= Usual ? stackalloc byte[Usual] : new byte[most];
        partition.CopyTo(text);
        int length = partition.Length;
        text[length++] = (byte)'\n';
        Utf8Formatter.TryFormat(offset, text[length..], out int written);
        length += written;
        text[length++] = (byte)'\n';
        Utf8Formatter.TryFormat(timestampMs, text[length..], out written);
        length += written;
        if (hasKey)
        {
            text[length++] = (byte)'\n';
            key.CopyTo(text[length..]);
            length += key.Length;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        hash[..Bytes].CopyTo(id);
    }
}
