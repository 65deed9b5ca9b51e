namespace Detector.Core.Offsets;

/// <summary>A partition of one of a stream's topics.</summary>
/// <param name="Topic">Index into the source's list of topics.</param>
/// <param name="Partition">The partition's number.</param>
public readonly record struct TopicPartition(int Topic, int Partition);
