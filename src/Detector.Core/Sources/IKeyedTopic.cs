using Detector.Core.Offsets;

namespace Detector.Core.Sources;

/// <summary>A topic that messages are forwarded to, each to the partition of its key. One thread, where nothing else is said.</summary>
public interface IKeyedTopic : IDisposable
{
    /// <summary>What keeps messages from it; null where nothing is known to. Any thread.</summary>
    Obstacle? Obstacle { get; }

    /// <summary>Whether it can be written to; makes it where it is missing and may be made. Waits for brokers a few seconds only.
    /// </summary>
    /// <exception cref="SourceFailedException">It is there, and another one than is wanted.</exception>
    bool IsThere();

    /// <summary>Whether the messages of another read may be sent; waits a little where not.</summary>
    /// <exception cref="SourceFailedException">One of those before could not be delivered, so that the ones behind it must not be
    /// either.</exception>
    bool HasRoom(TimeSpan wait);

    /// <summary>
    /// Sends a message on, its value, headers and timestamp as they are: holds the ticket at once and releases it when the broker has
    /// acknowledged. Those of one partition arrive in the order in which they were sent.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="headers">Its headers.</param>
    /// <param name="key">Its key from now on.</param>
    /// <param name="origin">Where it came from, which a header tells (<see cref="EventView.Origin"/>).</param>
    /// <param name="ticket">What its offset waits for.</param>
    void Send(
        in EventView message, IReadOnlyList<MessageHeader> headers, ReadOnlySpan<byte> key, in EventOrigin origin, OffsetTicket ticket);
}
