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

    public void Clear()
    {
        Batch.Clear();
        Model = null;
        Alerts.Clear();
        Ended.Clear();
    }
}
