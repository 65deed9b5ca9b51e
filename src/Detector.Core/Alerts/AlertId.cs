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
    private const int Bytes = 16;

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
        string place = string.Create(CultureInfo.InvariantCulture, $"{stream}\n{topic}\n{partition}\n{offset}\n{timestampMs}");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(place));
        if (key is not null)
        {
            hash.AppendData("\n"u8);
            hash.AppendData(key);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, Bytes));
    }
}
