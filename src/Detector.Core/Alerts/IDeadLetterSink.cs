using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Sources;

namespace Detector.Core.Alerts;

/// <summary>Where messages go that cannot be decoded.</summary>
public interface IDeadLetterSink
{
    /// <summary>
    /// Hands a message over with its original bytes, key and headers, and headers that say why, from where and by which version:
    /// holds the ticket at once and releases it when the broker has acknowledged. Never blocks: see <see cref="WaitForRoom"/>.
    /// </summary>
    /// <param name="message">The message as consumed.</param>
    /// <param name="headers">Its headers.</param>
    /// <param name="kind">The class of the error.</param>
    /// <param name="reason">One sentence that names the field and the place.</param>
    /// <param name="ticket">What the message's offset waits for.</param>
    void Publish(in EventView message, IReadOnlyList<MessageHeader> headers, DecodeErrorKind kind, string reason, OffsetTicket ticket);

    /// <summary>
    /// Waits while too many are under way; false where there are still at the end. To be asked before the next message is read.
    /// </summary>
    bool WaitForRoom(TimeSpan wait, CancellationToken cancellation);
}
