using System.Globalization;
using System.Text.RegularExpressions;

namespace Detector.Data.Files.Frames;

/// <summary>
/// The time that a picture's file name tells, where it is sure: a date and a time of day with their zone (or Z), or Unix milliseconds. One
/// without a zone may be of any, and the file system's times are those of a copy.
/// </summary>
internal static partial class PictureTime
{
    private const int Earliest = 1990;
    private const int Latest = 2100;

    /// <summary>Unix milliseconds; <see cref="long.MinValue"/> where the name tells none for sure.</summary>
    public static long Of(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        Match match = Instant().Match(name);
        if (match.Success)
        {
            string Part(string group) => match.Groups[group].Value;
            string fraction = Part("fraction").PadRight(3, '0')[..3];
            string zone = Part("zone") is "Z" or "z" ? "+00:00" : $"{Part("zone")[..3]}:{Part("zone")[^2..]}";
            string text = $"{Part("date").Replace("-", "", StringComparison.Ordinal)}"
                + $"{Part("hour")}{Part("minute")}{Part("second")}{fraction}{zone}";
            return DateTimeOffset.TryParseExact(
                text, "yyyyMMddHHmmssfffzzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time)
                && time.Year is >= Earliest and < Latest ? time.ToUnixTimeMilliseconds() : long.MinValue;
        }

        return UnixMilliseconds().Match(name) is { Success: true } number
            && long.Parse(number.ValueSpan, CultureInfo.InvariantCulture) is var ms
            && DateTimeOffset.FromUnixTimeMilliseconds(ms).Year is >= Earliest and < Latest ? ms : long.MinValue;
    }

    [GeneratedRegex(@"(?<!\d)(?<date>\d{4}-\d\d-\d\d|\d{8})[T_ -]?(?<hour>\d\d)[:\-_.]?(?<minute>\d\d)[:\-_.]?(?<second>\d\d)"
        + @"([.,_](?<fraction>\d{1,9}))?(?<zone>[Zz]|[+-]\d\d:?\d\d)(?!\d)")]
    private static partial Regex Instant();

    [GeneratedRegex(@"(?<!\d)\d{13}(?!\d)")]
    private static partial Regex UnixMilliseconds();
}
