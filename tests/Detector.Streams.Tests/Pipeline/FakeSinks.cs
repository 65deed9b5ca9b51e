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

    /// <summary>A publisher waits for ever behind so many alerts that are not acknowledged.</summary>
    public int MostAlerts { get; init; } = int.MaxValue;

    /// <summary>So many dead letters may wait; then there is no room until <see cref="AcknowledgeOne"/>.</summary>
    public int MostDeadLetters { get; init; } = int.MaxValue;

    public SemaphoreSlim Arrived { get; } = new(0);

    public void Publish(Alert alert, OffsetTicket ticket, CancellationToken cancellation)
    {
        lock (_gate)
        {
            Alerts.Add(alert);
        }

        Take(ticket);
        if (Waiting >= MostAlerts)
        {
            cancellation.WaitHandle.WaitOne();
            throw new OperationCanceledException(cancellation);
        }
    }

    public void Publish(
        in EventView message, IReadOnlyList<MessageHeader> headers, DecodeErrorKind kind, string reason, OffsetTicket ticket)
    {
        lock (_gate)
        {
            DeadLetters.Add((message.Offset, kind, reason));
        }

        Take(ticket);
    }

    public bool WaitForRoom(TimeSpan wait, CancellationToken cancellation) =>
        Waiting < MostDeadLetters || SpinWait.SpinUntil(() => Waiting < MostDeadLetters, wait);

    public void AcknowledgeOne()
    {
        OffsetTicket ticket;
        lock (_gate)
        {
            ticket = _waiting.Dequeue();
        }

        ticket.Release();
    }

    private int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
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
