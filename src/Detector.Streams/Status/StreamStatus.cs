using Detector.Core.Drift;
using Detector.Core.Sources;
using Detector.Core.Thresholds;
using Detector.Streams.State;

namespace Detector.Streams.Status;

/// <summary>How a stream is at one moment. Counts are since the process started.</summary>
public sealed record StreamStatus
{
    public required string Name { get; init; }

    public required StreamState State { get; init; }

    /// <summary>Why it has failed; null where it has not.</summary>
    public string? Reason { get; init; }

    /// <summary>What the stream needs and does not have, of "model", "broker", "topic" with its name, "assignment", "delivery".</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Null: there is none yet.</summary>
    public ModelStatus? Model { get; init; }

    /// <summary>Why the model that the registry names is refused while the last one goes on; null: it is not.</summary>
    public string? ModelProblem { get; init; }

    /// <summary>Null: there is none yet.</summary>
    public Threshold? Threshold { get; init; }

    /// <summary>The broker has answered and its loss was not reported since.</summary>
    public bool BrokerConnected { get; init; }

    /// <summary>Partitions that the consumer group gave to this process.</summary>
    public int AssignedPartitions { get; init; }

    /// <summary>Whether this member does what one of the group is to do: it has the first topic's first partition.</summary>
    public bool Leads { get; init; }

    /// <summary>Why alerts and dead letters cannot be delivered, and since when; null: nothing is known to keep them.</summary>
    public Obstacle? DeliveryObstacle { get; init; }

    /// <summary>What it knows of keys, and how far that is rebuilt; null where its schema has no aggregates, or it does not run.</summary>
    public StateStatus? Keys { get; init; }

    /// <summary>
    /// How far its events are from those that its model was trained on; null where that is not watched, or no model serves.
    /// </summary>
    public DriftStatus? Drift { get; init; }

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
