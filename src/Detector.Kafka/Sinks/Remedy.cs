using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Detector.Kafka.Sinks;

/// <summary>What is done about the messages that a topic refuses. One thread at a time.</summary>
internal sealed partial class Remedy(string topic, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan ClockPause = TimeSpan.FromMinutes(1);
    private DateTimeOffset _clockRefusedUntil;

    /// <summary>Before a message is sent: where this machine's time was refused a while ago, the event's is taken at once.</summary>
    public void Prepare(OutgoingMessage message)
    {
        if (!message.IsDated && time.GetUtcNow() is var now && now < _clockRefusedUntil)
        {
            message.DateByEvent(now);
        }
    }

    /// <returns>Whether the topic will never take the message; else, in words, what is to be
    /// waited for, null where the message can be sent again at once.</returns>
    public (bool IsHopeless, string? Problem) Apply(OutgoingMessage message, Error error)
    {
        switch (Refusals.KindOf(error.Code))
        {
            case RefusalKind.Passing:
                return (false, $"topic '{topic}' takes no message: {error.Reason}");
            case RefusalKind.Clock:
                return (false, Redate(message));
            case var _ when !message.IsSuspect:
                message.IsSuspect = true;
                return (false, null);
            case RefusalKind.Size when message.TryShrink():
                LogTooLarge(logger, topic, message.Name);
                return (false, null);
            default:
                return (true, null);
        }
    }

    // Its event's timestamp was taken by a broker once; where that is refused too, one of the two clocks has to be put right.
    private string? Redate(OutgoingMessage message)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (message.IsDated)
        {
            _clockRefusedUntil = default;
            message.DateByClock();
            return $"topic '{topic}' refuses this machine's time ({now:u}) and the events' own timestamps: "
                + "put the clock right, or the topic's limits for timestamps";
        }

        if (now >= _clockRefusedUntil)
        {
            _clockRefusedUntil = now + ClockPause;
            LogClock(logger, topic, now);
        }

        message.DateByEvent(now);
        return null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Name} is too large for topic {Topic}; a shorter form is sent")]
    private static partial void LogTooLarge(ILogger logger, string topic, string name);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Topic {Topic} refuses this machine's time ({Clock:u}): put the clock right; "
            + "until then messages bear their events' timestamps")]
    private static partial void LogClock(ILogger logger, string topic, DateTimeOffset clock);
}
