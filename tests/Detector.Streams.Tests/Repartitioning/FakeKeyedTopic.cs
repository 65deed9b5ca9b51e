using System.Text;
using Detector.Core.Offsets;
using Detector.Core.Sources;

namespace Detector.Streams.Tests.Repartitioning;

/// <summary>Keeps what is sent; acknowledges at once, or when told.</summary>
internal sealed class FakeKeyedTopic(bool acknowledge = true) : IKeyedTopic
{
    private readonly Lock _gate = new();
    private readonly Queue<OffsetTicket> _waiting = new();

    public Obstacle? Obstacle => null;

    public List<(string Key, string Payload, EventOrigin Origin, long TimestampMs)> Sent { get; } = [];

    public volatile bool HasNoRoom;

    public volatile string? Failure;

    public int Asked { get; private set; }

    public bool IsThere() => ++Asked > 1;

    public bool HasRoom(TimeSpan wait) => Failure is { } reason ? throw new SourceFailedException(reason) : !HasNoRoom;

    public void Send(
        in EventView message, IReadOnlyList<MessageHeader> headers, ReadOnlySpan<byte> key, in EventOrigin origin, OffsetTicket ticket)
    {
        Assert.Equal("trace", Assert.Single(headers).Name);
        ticket.Hold();
        lock (_gate)
        {
            Sent.Add((Encoding.UTF8.GetString(key), Encoding.UTF8.GetString(message.Payload), origin, message.TimestampMs));
            _waiting.Enqueue(ticket);
        }

        if (acknowledge)
        {
            Acknowledge(1);
        }
    }

    public void Acknowledge(int count)
    {
        for (int i = 0; i < count; i++)
        {
            OffsetTicket ticket;
            lock (_gate)
            {
                ticket = _waiting.Dequeue();
            }

            ticket.Release();
        }
    }

    public void Dispose()
    {
    }
}
