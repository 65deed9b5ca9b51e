using Detector.Core.Sources;
using Detector.Kafka.Sources;
using Detector.Streams.State;

namespace Detector.Streams.Status;

/// <summary>How a stream's line is at one moment.</summary>
internal sealed record LineStatus
{
    /// <summary>The broker has answered and its loss was not reported since.</summary>
    public bool BrokerConnected { get; init; }

    /// <summary>Topics of the stream that do not exist.</summary>
    public IReadOnlyList<string> MissingTopics { get; init; } = [];

    /// <summary>Partitions that the consumer group gave to this process.</summary>
    public int AssignedPartitions { get; init; }

    /// <summary>Whether the first topic's first partition is among them, which one member of a group has at a time.</summary>
    public bool HasFirstPartition { get; init; }

    /// <summary>How far behind each of them is.</summary>
    public IReadOnlyList<PartitionLag> Lags { get; init; } = [];

    /// <summary>Batches between the consumer and the end of publishing, and how many there may be.</summary>
    public (int InFlight, int Capacity) Load { get; init; }

    /// <summary>Why alerts and dead letters cannot be delivered, and since when; null: nothing is known to keep them.</summary>
    public Obstacle? DeliveryObstacle { get; init; }

    /// <summary>Alerts and dead letters that their topic will never take.</summary>
    public long GivenUp { get; init; }

    /// <summary>Alerts that the webhook was told of, and that it was not and will not be.</summary>
    public (long Sent, long Dropped) Webhook { get; init; }

    /// <summary>What it knows of keys; null where its schema has no aggregates.</summary>
    public StateStatus? State { get; init; }

    /// <summary>The same with what forwards messages to it.</summary>
    public LineStatus With(LineStatus forwarding) => this with
    {
        BrokerConnected = BrokerConnected && forwarding.BrokerConnected,
        MissingTopics = [.. forwarding.MissingTopics, .. MissingTopics],
        Lags = [.. forwarding.Lags, .. Lags],
        DeliveryObstacle = DeliveryObstacle ?? forwarding.DeliveryObstacle,
        GivenUp = GivenUp + forwarding.GivenUp,
    };

    /// <summary>
    /// What it needs and does not have: "broker", "topic" and the topic's name,
    /// "assignment" where none of these explains that there is none, "delivery".
    /// </summary>
    public IReadOnlyList<string> Missing =>
    [
        .. BrokerConnected ? (string[])[] : ["broker"],
        .. MissingTopics.Select(topic => $"topic {topic}"),
        .. AssignedPartitions > 0 || MissingTopics.Count > 0 ? (string[])[] : ["assignment"],
        .. DeliveryObstacle is null ? (string[])[] : ["delivery"],
    ];
}
