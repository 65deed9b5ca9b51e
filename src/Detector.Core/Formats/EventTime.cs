using System.Globalization;

namespace Detector.Core.Formats;

/// <summary>What the time of an event may be: one that can be written as a date, of the years 1 to 9999.</summary>
public static class EventTime
{
    private const long NoTimestamp = -1;
    private const long EarliestMs = -62_135_596_800_000;
    private const long LatestMs = 253_402_300_799_999;

    /// <summary>Whether Unix milliseconds are such a time.</summary>
    public static bool IsValid(long unixMs) => unixMs is >= EarliestMs and <= LatestMs;

    /// <summary>Whether a message's Kafka timestamp is the time of an event, and if not, why.</summary>
    /// <param name="unixMs">The timestamp; -1 where the message has none.</param>
    /// <param name="reason">One sentence, with the way out; empty where all is well.</param>
    public static DecodeErrorKind CheckTimestamp(long unixMs, out string reason)
    {
        const string wayOut = "Schema:Time can name a field that holds the event's time";
        if (unixMs == NoTimestamp)
        {
            reason = $"the message has no Kafka timestamp; {wayOut}";
            return DecodeErrorKind.MissingField;
        }

        if (!IsValid(unixMs))
        {
            string text = unixMs.ToString(CultureInfo.InvariantCulture);
            reason = $"the Kafka timestamp {text} is no time of the years 1 to 9999 in milliseconds; {wayOut}";
            return DecodeErrorKind.UnparsableValue;
        }

        reason = "";
        return DecodeErrorKind.None;
    }
}
