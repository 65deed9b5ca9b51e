using Confluent.Kafka;
using Detector.Core.Offsets;

namespace Detector.Kafka.Sinks;

/// <summary>A message on its way to the broker, and what waits for it.</summary>
/// <param name="Topic">Where it goes.</param>
/// <param name="Message">Its bytes.</param>
/// <param name="Ticket">Released when the broker has acknowledged; held by the sender.</param>
/// <param name="Shrink">A smaller form of the message for a broker that refuses it for its size; null where there is none.</param>
internal sealed record OutgoingMessage(
    string Topic,
    Message<byte[]?, byte[]?> Message,
    OffsetTicket Ticket,
    Func<Message<byte[]?, byte[]?>, Message<byte[]?, byte[]?>?> Shrink);
