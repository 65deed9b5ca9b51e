using System.Globalization;
using Detector.Core.Alerts;
using Detector.Core.Alerts.Incidents;
using Detector.Core.Batches;
using Detector.Core.Offsets;

namespace Detector.Streams.Pipeline;

/// <summary>
/// A stream's incidents: an alert tells of each when it begins, and another, with its peak and duration, when it is over. The publisher's,
/// but for <see cref="Forget"/>; one lock an anomalous event or batch.
/// </summary>
/// <param name="settings">What makes an incident.</param>
/// <param name="time">By whose clock a partition is silent.</param>
internal sealed class IncidentDesk(IncidentSettings settings, TimeProvider time)
{
    private readonly IncidentTracker _tracker = new(settings);
    private readonly Lock _gate = new();

    // Those that are over and told of, whose offsets wait for others.
    private readonly List<Incident> _over = [];

    /// <summary>Whether any is open.</summary>
    public bool HasOpen
    {
        get
        {
            lock (_gate)
            {
                return _tracker.HasOpen;
            }
        }
    }

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>An event over the threshold.</summary>
    /// <returns>Its incident, where there is something to tell of it: it has begun, or this is its peak so far.</returns>
    public Incident? Add(WorkItem item, int index, byte[]? key, Func<string> id)
    {
        lock (_gate)
        {
            Batch batch = item.Batch;
            (Incident incident, bool hasNews) = _tracker.Add(
                batch.Partition(index), key, batch.TimeMs(index), item.Scores.Score[index], batch.Ticket!, id);
            return hasNews ? incident : null;
        }
    }

    /// <summary>Notes what is told of an incident's event.</summary>
    /// <returns>The alert of its start, where it is time for that.</returns>
    public Alert? Tell(Incident incident, Alert alert)
    {
        if (!(incident.Peak?.Score >= alert.Score))
        {
            incident.Peak = alert;
        }

        if (incident.IsTold || !_tracker.IsOne(incident))
        {
            return null;
        }

        incident.IsTold = true;
        return alert with { Id = incident.Id, Incident = incident.Report(IncidentState.Open) };
    }

    /// <summary>Takes the incidents that are over when a batch has been decided.</summary>
    public void End(WorkItem item)
    {
        lock (_gate)
        {
            Batch batch = item.Batch;
            long nowMs = NowMs;
            for (int i = 0; i < batch.Count;)
            {
                (TopicPartition partition, long latest) = (batch.Partition(i), batch.TimeMs(i));
                for (i++; i < batch.Count && batch.Partition(i) == partition; i++)
                {
                    latest = Math.Max(latest, batch.TimeMs(i));
                }

                _tracker.Pass(partition, latest, nowMs);
            }

            item.Ended.AddRange(_tracker.TakeClosed(nowMs));
        }
    }

    /// <summary>The alert of an incident's end: its peak's, with all that is known of it.</summary>
    public Alert Closing(Incident incident)
    {
        IncidentReport report = incident.Report(IncidentState.Closed);
        Alert peak = incident.Peak!;
        bool isLong = report.Seconds >= settings.CriticalAfter.TotalSeconds;
        return peak with
        {
            Id = AlertId.OfEnd(incident.Id), Incident = report, Severity = isLong ? Severity.Critical : peak.Severity,
            Frame = peak.Frame is { } frame
                ? frame with { Words = string.Create(CultureInfo.InvariantCulture, $"{frame.Words}, {report.Seconds:0.#} s") } : null,
        };
    }

    /// <summary>Incidents are over and told of: their offsets need wait no longer than for others that overlap.</summary>
    public void Release(IReadOnlyList<Incident> ended)
    {
        lock (_gate)
        {
            _over.AddRange(ended);
            Unpin(_tracker.MayPass);
        }
    }

    /// <summary>Partitions are others' now, who will find the same incidents in them.</summary>
    public void Forget(IReadOnlyList<TopicPartition> partitions)
    {
        lock (_gate)
        {
            _tracker.Forget(partitions);
            Unpin(incident => partitions.Contains(incident.Partition));
        }
    }

    private void Unpin(Predicate<Incident> which)
    {
        for (int i = _over.Count - 1; i >= 0; i--)
        {
            Incident incident = _over[i];
            if (which(incident))
            {
                _over.RemoveAt(i);
                incident.Ticket.Unpin();
            }
        }
    }
}
