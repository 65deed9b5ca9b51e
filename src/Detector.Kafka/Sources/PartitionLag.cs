namespace Detector.Kafka.Sources;

/// <summary>How far a source is behind the end of one of its partitions.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Partition">The partition's number.</param>
/// <param name="Lag">Messages between the last one read and the end, as of a few seconds ago.</param>
public readonly record struct PartitionLag(string Topic, int Partition, long Lag);
