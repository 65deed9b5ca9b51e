using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Detector.Core.Sources;

namespace Detector.Kafka.Sinks;

/// <summary>
/// The headers that a dead letter has beside its own: <c>detector_reason</c> (such as "missing_field"), <c>detector_error</c>
/// (a sentence), <c>detector_stream</c>, <c>detector_source_topic</c>, <c>_partition</c>, <c>_offset</c> and <c>_timestamp</c>
/// (Unix milliseconds) and <c>detector_version</c>; where it had to be cut, <c>detector_truncated</c> (the value's
/// length in bytes before); and where the broker refused this machine's time, <c>detector_clock</c> (that time). A letter
/// that is dead a second time has those of the time before as <c>detector_previous_…</c>; what is older is dropped.
/// </summary>
internal static class DeadLetterHeaders
{
    public const string Prefix = "detector_";
    public const string PreviousPrefix = "detector_previous_";

    public static byte[] Text(string value) => Encoding.UTF8.GetBytes(value);

    public static void Add(Headers headers, string name, string value) => headers.Add(Prefix + name, Text(value));

    public static void Add(Headers headers, string name, long value) => Add(headers, name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A message's own headers, in their order, those of an earlier death renamed.</summary>
    public static Headers CarryOver(IReadOnlyList<MessageHeader> headers)
    {
        var kept = new Headers();
        foreach (MessageHeader header in headers)
        {
            if (!header.Name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                kept.Add(header.Name, header.Value);
            }
            else if (!header.Name.StartsWith(PreviousPrefix, StringComparison.Ordinal))
            {
                kept.Add(PreviousPrefix + header.Name[Prefix.Length..], header.Value);
            }
        }

        return kept;
    }
}
