using System.Diagnostics;
using Detector.Core.Alerts;
using Detector.Core.Alerts.Incidents;
using Detector.Core.Offsets;
using Detector.Core.Samples;
using Detector.Streams.Observers;
using Detector.Streams.Tracing;

namespace Detector.Streams.Pipeline;

/// <summary>
/// Decides scored batches, hands their alerts over and tells the observers. Publisher thread, but for <see cref="Forget"/>.
/// </summary>
/// <param name="decider">Decides.</param>
/// <param name="incidents">What tells events that belong together as one; null where each is told by itself.</param>
/// <param name="alerts">Where alerts go.</param>
/// <param name="observers">Who watches.</param>
/// <param name="layout">What a raw row is made of.</param>
internal sealed class AlertPublisher(
    Decider decider, IncidentDesk? incidents, IAlertSink alerts, IReadOnlyList<IPipelineObserver> observers, SampleLayout layout)
{
    // How often it is looked whether an open incident's partition has gone silent.
    private const int SilenceMs = 1000;

    private ServingModel? _latest;
    private WorkItem? _none;

    /// <summary>How long to wait for a batch until <see cref="Idle"/>.</summary>
    public int MostIdleMs => incidents?.HasOpen == true ? SilenceMs : Timeout.Infinite;

    /// <summary>A batch was scored.</summary>
    public void Publish(WorkItem item, OffsetTicket ticket, CancellationToken cancellation)
    {
        using Activity? span = BatchTracer.Start("publish", item);
        item.TraceParent = BatchTracer.ParentOf(span, item);
        _latest = item.Model!;
        decider.Decide(item);
        foreach (Alert alert in item.Alerts)
        {
            alerts.Publish(alert, ticket, cancellation);
        }

        PublishEnds(item, cancellation);
        span?.SetTag("detector.alerts", item.Alerts.Count);
        Tell(item);
    }

    /// <summary>No batch came: incidents may be over for that.</summary>
    public void Idle(CancellationToken cancellation)
    {
        if (_latest is null || incidents is null)
        {
            return;
        }

        _none ??= new WorkItem(1, layout);
        _none.Model = _latest;
        incidents.End(_none);
        PublishEnds(_none, cancellation);
        if (_none.Alerts.Count > 0)
        {
            Tell(_none);
        }
    }

    /// <summary>Partitions are others' now. Consumer thread.</summary>
    public void Forget(IReadOnlyList<TopicPartition> partitions) => incidents?.Forget(partitions);

    private void PublishEnds(WorkItem item, CancellationToken cancellation)
    {
        foreach (Incident incident in item.Ended)
        {
            if (incident.IsTold)
            {
                Alert closing = incidents!.Closing(incident);
                alerts.Publish(closing, incident.Ticket, cancellation);
                item.Alerts.Add(closing);
            }
        }

        incidents?.Release(item.Ended);
    }

    private void Tell(WorkItem item)
    {
        foreach (IPipelineObserver observer in observers)
        {
            observer.Published(item.Model!, item.Batch, item.Scores, item.Alerts);
        }

        item.Clear();
    }
}
