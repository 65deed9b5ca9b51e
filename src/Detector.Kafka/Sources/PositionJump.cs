namespace Detector.Kafka.Sources;

/// <summary>A source goes on elsewhere in a partition than after the event read last.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Partition">The partition's number.</param>
/// <param name="Reason">What moved it.</param>
/// <param name="Lost">Events that are gone unread, as far as that is known.</param>
public readonly record struct PositionJump(string Topic, int Partition, JumpReason Reason, long Lost);
