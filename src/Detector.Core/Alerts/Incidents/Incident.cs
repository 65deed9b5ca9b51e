using Detector.Core.Offsets;

namespace Detector.Core.Alerts.Incidents;

/// <summary>Anomalous events of one key that follow one another. Publisher thread.</summary>
public sealed class Incident
{
    internal Incident(string id, TopicPartition partition, long startMs, OffsetTicket ticket)
    {
        (Id, Partition, Ticket) = (id, partition, ticket);
        (StartMs, EndMs, PeakMs, PeakScore) = (startMs, startMs, startMs, double.NegativeInfinity);
        ticket.Pin();
    }

    /// <summary>The id of the alert that its first event would have had: the same each time the event is delivered.</summary>
    public string Id { get; }

    public TopicPartition Partition { get; }

    /// <summary>The batch of its first event, whose offsets wait for its end: a restart begins with the same event.</summary>
    public OffsetTicket Ticket { get; }

    public long StartMs { get; }

    public long EndMs { get; private set; }

    public long PeakMs { get; private set; }

    public double PeakScore { get; private set; }

    /// <summary>Its anomalous events.</summary>
    public int Events { get; private set; }

    /// <summary>What is told of its peak; null until that is known.</summary>
    public Alert? Peak { get; set; }

    /// <summary>Whether an alert has told of its start.</summary>
    public bool IsTold { get; set; }

    /// <summary>What an alert says of it.</summary>
    public IncidentReport Report(IncidentState state) => new()
    {
        Id = Id,
        State = state,
        Start = DateTimeOffset.FromUnixTimeMilliseconds(StartMs),
        Peak = DateTimeOffset.FromUnixTimeMilliseconds(PeakMs),
        End = state == IncidentState.Open ? null : DateTimeOffset.FromUnixTimeMilliseconds(EndMs),
        PeakScore = PeakScore,
        Events = Events,
    };

    /// <returns>Whether it is the highest so far.</returns>
    internal bool Add(long timeMs, double score)
    {
        Events++;
        EndMs = Math.Max(EndMs, timeMs);
        if (!(score > PeakScore))
        {
            return false;
        }

        (PeakMs, PeakScore) = (timeMs, score);
        return true;
    }
}
