using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Detector.Core.Alerts;

/// <summary>Names an alert by the event that caused it, so that an event that is scored twice has one alert's id twice.</summary>
public static class AlertId
{
    private const int Bytes = 16;

    /// <summary>
    /// 32 hexadecimal digits: the first 128 bits of the SHA-256 of the stream's name, the topic, the partition and the offset, joined by
    /// line feeds (which no name may hold). The same on every machine and in every version.
    /// </summary>
    public static string Of(string stream, string topic, int partition, long offset)
    {
        string origin = string.Create(CultureInfo.InvariantCulture, $"{stream}\n{topic}\n{partition}\n{offset}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)).AsSpan(0, Bytes));
    }
}
