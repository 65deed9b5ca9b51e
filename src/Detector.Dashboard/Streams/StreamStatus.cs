using Detector.Core.Sources;
using Detector.Core.Thresholds;

namespace Detector.Dashboard.Streams;

/// <summary>How a stream is at one moment. Counts are since the process started.</summary>
public sealed record StreamStatus
{
    public required string Name { get; init; }

    /// <summary>What the stream is about, concluded from the rest.</summary>
    public StreamState State =>
        Stopping ? StreamState.Stopping
        : Missing.Count == 0 ? StreamState.Running
        : Training ? StreamState.Training
        : StreamState.Waiting;

    /// <summary>What the stream needs and does not have, of "model", "broker", "assignment", "delivery"; empty: it is ready.</summary>
    public IReadOnlyList<string> Missing
    {
        get
        {
            (bool There, string Name)[] needs =
            [
                (Model is not null, "model"), (BrokerConnected, "broker"), (AssignedPartitions > 0, "assignment"), (DeliveryObstacle is null, "delivery"),
            ];
            return [.. needs.Where(need => !need.There).Select(need => need.Name)];
        }
    }

    /// <summary>Null: there is none yet.</summary>
    public ModelStatus? Model { get; init; }

    /// <summary>Null: there is none yet.</summary>
    public Threshold? Threshold { get; init; }

    /// <summary>The broker has answered and its loss was not reported since.</summary>
    public bool BrokerConnected { get; init; }

    /// <summary>Partitions that the consumer group gave to this process.</summary>
    public int AssignedPartitions { get; init; }

    /// <summary>Why alerts and dead letters cannot be delivered, and since when; null: nothing is known to keep them.</summary>
    public Obstacle? DeliveryObstacle { get; init; }

    /// <summary>A model is being trained for this stream.</summary>
    public bool Training { get; init; }

    /// <summary>The stream has been asked to end.</summary>
    public bool Stopping { get; init; }

    public long EventsConsumed { get; init; }

    public long EventsScored { get; init; }

    /// <summary>Events that could not be decoded and went to the dead-letter topic.</summary>
    public long EventsDeadLettered { get; init; }

    public long Alerts { get; init; }

    /// <summary>Events scored per second over the last few seconds.</summary>
    public double EventsPerSecond { get; init; }

    /// <summary>Events in the assigned partitions that are not consumed yet; null: not known.</summary>
    public long? Lag { get; init; }
}
