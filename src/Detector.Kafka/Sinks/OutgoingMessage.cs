using System.Globalization;
using Confluent.Kafka;
using Detector.Core.Offsets;

namespace Detector.Kafka.Sinks;

/// <summary>A message on its way to the broker, and what waits for it.</summary>
/// <param name="whole">Its bytes, as they are sent at first.</param>
/// <param name="ticket">Held by the outbox; released when the broker has acknowledged.</param>
/// <param name="eventMs">Kafka's timestamp of the event that it is about, Unix milliseconds.</param>
internal abstract class OutgoingMessage(Message<byte[]?, byte[]?> whole, OffsetTicket ticket, long eventMs)
{
    /// <summary>
    /// The header that a message dated by its event has: this machine's clock, Unix milliseconds, which the broker refused.
    /// </summary>
    public const string ClockHeader = DeadLetterHeaders.Prefix + "clock";

    /// <summary>The form to send.</summary>
    public Message<byte[]?, byte[]?> Message { get; private set; } = whole;

    public OffsetTicket Ticket => ticket;

    /// <summary>Bytes of key and value.</summary>
    public int Size { get; } = (whole.Key?.Length ?? 0) + (whole.Value?.Length ?? 0);

    /// <summary>Why it was not taken; null where it was not refused since it was sent last.</summary>
    public Error? Refusal { get; set; }

    /// <summary>
    /// It was refused together with others, since a broker refuses whole batches: sent alone, it shows whether the fault is its own.
    /// </summary>
    public bool IsSuspect { get; set; }

    /// <summary>It bears its event's timestamp, not this machine's time.</summary>
    public bool IsDated { get; private set; }

    /// <summary>What it is, for the log: where its event lies, and nothing that the event said.</summary>
    public abstract string Name { get; }

    /// <summary>Takes a smaller form; false where there is none.</summary>
    public bool TryShrink()
    {
        if (Smaller(Message) is not { } smaller)
        {
            return false;
        }

        smaller.Timestamp = Message.Timestamp;
        Message = smaller;
        return true;
    }

    /// <summary>Takes the event's timestamp in place of this machine's time.</summary>
    public void DateByEvent(DateTimeOffset clock)
    {
        IsDated = true;
        Message.Timestamp = new Timestamp(Math.Max(1, eventMs), TimestampType.CreateTime); // 0 would be this machine's time again
        Message.Headers.Add(ClockHeader, DeadLetterHeaders.Text(clock.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));
    }

    public void DateByClock()
    {
        IsDated = false;
        Message.Timestamp = Timestamp.Default;
        Message.Headers.Remove(ClockHeader);
    }

    /// <summary>A smaller form than the one that was refused; null where there is none.</summary>
    protected abstract Message<byte[]?, byte[]?>? Smaller(Message<byte[]?, byte[]?> refused);
}
