using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Detector.Core.Alerts;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Sources;
using Detector.Kafka.Sinks;

namespace Detector.Tests.Streams.Poison;

/// <summary>Makes of alerts and dead letters the messages that the broker would get, and reads them as others would.</summary>
internal sealed class PoisonSinks : IAlertSink, IDeadLetterSink
{
    /// <summary>Offsets of the events that were alerted.</summary>
    public List<long> Alerted { get; } = [];

    /// <summary>Offsets of the messages that went to the dead letters, and why.</summary>
    public Dictionary<long, string> Dead { get; } = [];

    public void Publish(Alert alert, OffsetTicket ticket, CancellationToken cancellation)
    {
        ticket.Hold();
        Message<byte[]?, byte[]?> message = KafkaAlertSink.MessageOf(alert);
        Read(message, alert.Offset);
        if (KafkaAlertSink.Shorten(message) is { } shorter)
        {
            Read(shorter, alert.Offset);
        }

        lock (Alerted)
        {
            Alerted.Add(alert.Offset);
        }

        ticket.Release();
    }

    public void Publish(in EventView message, IReadOnlyList<MessageHeader> headers, DecodeErrorKind kind, string reason,
        OffsetTicket ticket)
    {
        ticket.Hold();
        Headers all = DeadLetterHeaders.CarryOver(headers);
        DeadLetterHeaders.Add(all, "reason", kind.Label());
        DeadLetterHeaders.Add(all, "error", reason);
        lock (Dead)
        {
            Dead.Add(message.Offset, reason);
        }

        ticket.Release();
    }

    public bool WaitForRoom(TimeSpan wait, CancellationToken cancellation) => true;

    private static void Read(Message<byte[]?, byte[]?> message, long offset)
    {
        using JsonDocument json = JsonDocument.Parse(message.Value);
        Assert.Equal(offset, json.RootElement.GetProperty("offset").GetInt64());
        Assert.NotEqual(0, json.RootElement.GetProperty("features").GetArrayLength());
        string time = Encoding.UTF8.GetString(message.Headers.GetLastBytes("ce_time"));
        Assert.Equal(
            json.RootElement.GetProperty("eventTime").GetDateTimeOffset(), DateTimeOffset.Parse(time, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal));
    }
}
