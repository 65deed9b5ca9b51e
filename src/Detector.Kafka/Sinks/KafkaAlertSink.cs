using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Detector.Core.Alerts;
using Detector.Core.Offsets;

namespace Detector.Kafka.Sinks;

/// <summary>
/// Publishes alerts as CloudEvents 1.0 in Kafka's binary mode: the attributes are headers, the body is the alert as JSON
/// (<see cref="AlertJson"/>), the key is the event's.
/// </summary>
public sealed class KafkaAlertSink : IAlertSink
{
    /// <summary>The events' <c>ce_type</c>.</summary>
    public const string EventType = "detector.anomaly";

    private const int ShortText = 1000;
    private readonly KafkaProducer _producer;
    private readonly string _topic;

    public KafkaAlertSink(KafkaProducer producer, string topic)
    {
        _producer = producer;
        _topic = topic;
        producer.Prepare(topic);
    }

    /// <inheritdoc/>
    public void Publish(Alert alert, OffsetTicket ticket) =>
        _producer.Send(new OutgoingMessage(_topic, MessageOf(alert), ticket, large => Shorten(alert, large)));

    /// <summary>The message that tells of an alert.</summary>
    internal static Message<byte[]?, byte[]?> MessageOf(Alert alert) => new()
    {
        Key = alert.Key is null ? null : Encoding.UTF8.GetBytes(alert.Key),
        Value = JsonSerializer.SerializeToUtf8Bytes(alert, AlertJson.Default.Alert),
        Headers = new Headers
        {
            { "ce_specversion", "1.0"u8.ToArray() },
            { "ce_id", Encoding.UTF8.GetBytes(alert.Id) },
            { "ce_source", Encoding.UTF8.GetBytes($"/detector/streams/{alert.Stream}") },
            { "ce_type", Encoding.UTF8.GetBytes(EventType) },
            { "ce_time", Encoding.UTF8.GetBytes(alert.EventTime.UtcDateTime.ToString("O", null)) },
            { "content-type", "application/json"u8.ToArray() },
        },
    };

    // Only a key or a category's text can be that long; once cut, a second refusal is final.
    internal static Message<byte[]?, byte[]?>? Shorten(Alert alert, Message<byte[]?, byte[]?> refused)
    {
        Message<byte[]?, byte[]?> shorter = MessageOf(alert with
        {
            Key = alert.Key is null ? null : Cut(alert.Key),
            Features = [.. alert.Features.Select(f => f with { Value = Cut(f.Value), Expected = Cut(f.Expected) })],
        });
        return shorter.Value!.Length < refused.Value!.Length ? shorter : null;
    }

    private static string Cut(string text) => text.Length <= ShortText ? text
        : text[..(char.IsHighSurrogate(text[ShortText - 1]) ? ShortText - 1 : ShortText)] + "…";
}
