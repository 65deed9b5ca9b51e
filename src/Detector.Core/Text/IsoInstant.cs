using System.Globalization;

namespace Detector.Core.Text;

/// <summary>Instants as ISO 8601 says them, in UTC: for people, and for files that are read again.</summary>
public static class IsoInstant
{
    private static readonly long First = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Last = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>To the second, such as 2026-01-31T12:00:00Z; null outside the years 1 to 9999.</summary>
    public static string? OfSeconds(double unixSeconds) => Of(Math.Floor(unixSeconds) * 1e3, "yyyy-MM-dd'T'HH:mm:ss'Z'");

    /// <summary>To the millisecond, such as 2026-01-31T12:00:00.500Z; null outside the years 1 to 9999.</summary>
    public static string? OfMilliseconds(long unixMs) => Of(unixMs, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'");

    private static string? Of(double unixMs, string format) => unixMs >= First && unixMs <= Last
        ? DateTimeOffset.FromUnixTimeMilliseconds((long)unixMs).ToString(format, CultureInfo.InvariantCulture)
        : null;
}
