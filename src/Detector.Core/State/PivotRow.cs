using System.Text.Json;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Schemas;
using Detector.Core.Sources;
using Detector.Core.Text;

namespace Detector.Core.State;

/// <summary>
/// A row that was made of several messages, as if it were one: it stands at the offset of the last of them, which belongs to no other row.
/// Borrowed until the next one.
/// </summary>
public readonly ref struct PivotRow
{
    /// <summary>The offset of the last message that is in it.</summary>
    public required long Offset { get; init; }

    /// <summary>That message's timestamp in Kafka, Unix milliseconds.</summary>
    public required long QueuedMs { get; init; }

    /// <summary>When its interval starts, Unix milliseconds.</summary>
    public required long TimeMs { get; init; }

    public required ReadOnlySpan<byte> Key { get; init; }

    public required bool HasKey { get; init; }

    /// <summary>Whether one of its messages is an anomaly by its label.</summary>
    public required bool IsAnomaly { get; init; }

    /// <summary>What aggregates look at: the schema's fields come first.</summary>
    public required ReadOnlySpan<double> Values { get; init; }

    /// <summary>Metrics that did not come and have a stand-in.</summary>
    public required ReadOnlySpan<DecodeResult> StandIns { get; init; }

    /// <summary>Not Ok where a metric did not come that has no stand-in.</summary>
    public required DecodeResult Result { get; init; }

    /// <summary>The row as a JSON message, for who is told that it lacks something.</summary>
    public EventView AsMessage(Schema schema, TopicPartition partition)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString(schema.KeyPath ?? "key", Key);
            json.WriteString(schema.TimePath ?? "time", IsoInstant.OfMilliseconds(TimeMs));
            foreach (SchemaField field in schema.Fields.Take(schema.Settings.Fields.Count))
            {
                if (PivotPlan.IsMetric(field) && !Lacks(field.Index))
                {
                    json.WriteNumber(field.Path, Values[field.Index]);
                }
            }

            json.WriteEndObject();
        }

        return new()
        {
            Partition = partition, Offset = Offset, TimestampMs = QueuedMs, Key = Key, HasKey = HasKey, Payload = stream.ToArray(),
        };
    }

    /// <summary>What it lacks, in one sentence.</summary>
    public string Reason(Schema schema) => Reason(schema, TimeMs, Result.Field);

    /// <summary>That a row lacks a field, in one sentence.</summary>
    public static string Reason(Schema schema, long timeMs, int field) =>
        $"metric \"{schema.Fields[field].Path}\" did not come for the row of "
        + $"{IsoInstant.OfMilliseconds(timeMs)} before others were later by more than Schema:State:AllowedLateness";

    private bool Lacks(int field)
    {
        foreach (DecodeResult lacks in StandIns)
        {
            if (lacks.Field == field)
            {
                return true;
            }
        }

        return false;
    }
}
