using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Detector.Core.Alerts;
using Detector.Core.Offsets;
using Detector.Core.Text;

namespace Detector.Kafka.Sinks;

/// <summary>
/// Publishes alerts as CloudEvents 1.0 in Kafka's binary mode: the attributes are headers, the body is the alert as JSON
/// (<see cref="AlertJson"/>), the key is the event's, byte for byte.
/// </summary>
public sealed class KafkaAlertSink : IAlertSink
{
    /// <summary>The events' <c>ce_type</c>.</summary>
    public const string EventType = "detector.anomaly";

    private const int ShortLength = 1000;
    private const int ShortIncluded = 100;

    private readonly Outbox _outbox;

    public KafkaAlertSink(KafkaProducer producer, string topic) => _outbox = producer.Open(topic);

    /// <inheritdoc/>
    public void Publish(Alert alert, OffsetTicket ticket, CancellationToken cancellation)
    {
        _outbox.Add(new AlertMessage(alert, ticket));
        _outbox.WaitForRoom(Timeout.InfiniteTimeSpan, cancellation);
    }

    /// <summary>The message that tells of an alert.</summary>
    internal static Message<byte[]?, byte[]?> MessageOf(Alert alert)
    {
        var headers = new Headers
        {
            { "ce_specversion", "1.0"u8.ToArray() },
            { "ce_id", Encoding.UTF8.GetBytes(alert.Id) },
            { "ce_source", Encoding.UTF8.GetBytes($"/detector/streams/{alert.Stream}") },
            { "ce_type", Encoding.UTF8.GetBytes(EventType) },
            { "ce_time", Encoding.UTF8.GetBytes(alert.EventTime.UtcDateTime.ToString("O", null)) },
            { "content-type", "application/json"u8.ToArray() },
        };
        if (alert.TraceParent is { } parent)
        {
            headers.Add("traceparent", Encoding.ASCII.GetBytes(parent));
        }

        return new() { Key = alert.KeyBytes, Value = Json(alert), Headers = headers };
    }

    /// <summary>
    /// A smaller message in place of one that is too large: a frame's picture left out, long texts cut, then the included columns left
    /// out, then the key cut; null where it cannot be smaller.
    /// </summary>
    internal static Message<byte[]?, byte[]?>? Shorten(Message<byte[]?, byte[]?> refused)
    {
        Alert whole = JsonSerializer.Deserialize(refused.Value, AlertJson.Default.Alert)!;
        Alert cut = whole with
        {
            Frame = whole.Frame is null ? null : whole.Frame with { Picture = null },
            Key = whole.Key is null ? null : Cut(whole.Key),
            Included = whole.Included?.ToDictionary(column => column.Key, column => ShortText.Cut(column.Value, ShortIncluded)),
            Features = [.. whole.Features.Select(f => f with { Value = Cut(f.Value), Expected = Cut(f.Expected) })],
        };
        byte[] shorter = Json(cut);
        shorter = shorter.Length < refused.Value!.Length ? shorter : Json(cut with { Included = null });
        return shorter.Length < refused.Value.Length ? new() { Key = refused.Key, Value = shorter, Headers = refused.Headers }
            : refused.Key?.Length > ShortLength ? new() { Key = refused.Key[..ShortLength], Value = shorter, Headers = refused.Headers }
            : null;
    }

    private static string Cut(string text) => ShortText.Cut(text, ShortLength);

    private static byte[] Json(Alert alert) => JsonSerializer.SerializeToUtf8Bytes(alert, AlertJson.Default.Alert);

    private sealed class AlertMessage(Alert alert, OffsetTicket ticket) : OutgoingMessage(MessageOf(alert), ticket, alert.TimestampMs)
    {
        public override string Name { get; } = $"alert {alert.Id} ({alert.Topic}/{alert.Partition} at {alert.Offset})";

        // Only a key, a category's text or included columns are that long. The message's own key, by which readers find it, is cut last.
        protected override Message<byte[]?, byte[]?>? Smaller(Message<byte[]?, byte[]?> refused) => Shorten(refused);
    }
}
