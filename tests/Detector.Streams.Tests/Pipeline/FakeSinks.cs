using Detector.Core.Alerts;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Sources;

namespace Detector.Streams.Tests.Pipeline;

/// <summary>Keeps what it is given; acknowledges at once, or when told.</summary>
internal sealed class FakeSinks(bool acknowledge = true) : IAlertSink, IDeadLetterSink
{
    private readonly Lock _gate = new();
    private readonly Queue<OffsetTicket> _waiting = new();

    public List<Alert> Alerts { get; } = [];

    public List<(long Offset, DecodeErrorKind Kind, string Reason)> DeadLetters { get; } = [];

    public SemaphoreSlim Arrived { get; } = new(0);

    public void Publish(Alert alert, OffsetTicket ticket)
    {
        lock (_gate)
        {
            Alerts.Add(alert);
        }

        Take(ticket);
    }

    public void Publish(in EventView message, IReadOnlyList<MessageHeader> headers, DecodeErrorKind kind, string reason, OffsetTicket ticket)
    {
        lock (_gate)
        {
            DeadLetters.Add((message.Offset, kind, reason));
        }

        Take(ticket);
    }

    public void AcknowledgeOne()
    {
        OffsetTicket ticket;
        lock (_gate)
        {
            ticket = _waiting.Dequeue();
        }

        ticket.Release();
    }

    private void Take(OffsetTicket ticket)
    {
        ticket.Hold();
        lock (_gate)
        {
            _waiting.Enqueue(ticket);
        }

        if (acknowledge)
        {
            AcknowledgeOne();
        }

        Arrived.Release();
    }
}
