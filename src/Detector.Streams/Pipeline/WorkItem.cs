using System.Diagnostics;
using Detector.Core.Alerts;
using Detector.Core.Alerts.Incidents;
using Detector.Core.Batches;
using Detector.Core.Samples;
using Detector.Core.Scoring;

namespace Detector.Streams.Pipeline;

/// <summary>
/// A pooled batch with room for its scores and alerts; it goes from the consumer to the scorer to the publisher and back.
/// </summary>
internal sealed class WorkItem(int capacity, SampleLayout layout)
{
    public Batch Batch { get; } = new(capacity, layout);

    /// <summary>The model that scored it.</summary>
    public ServingModel? Model { get; set; }

    public BatchScores Scores { get; } = new(capacity);

    public List<Alert> Alerts { get; } = [];

    /// <summary>Incidents that are over, of whatever batches.</summary>
    public List<Incident> Ended { get; } = [];

    /// <summary>What its spans belong to; default where it has none.</summary>
    public ActivityContext Trace { get; set; }

    /// <summary>What its alerts' messages say of that; null where nothing is traced.</summary>
    public string? TraceParent { get; set; }

    public void Clear()
    {
        Batch.Clear();
        Model = null;
        Trace = default;
        TraceParent = null;
        Alerts.Clear();
        Ended.Clear();
    }
}
