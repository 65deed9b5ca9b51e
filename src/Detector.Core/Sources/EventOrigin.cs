namespace Detector.Core.Sources;

/// <summary>Where a message was before it was forwarded.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Partition">The partition's number.</param>
/// <param name="Offset">Its offset there.</param>
public readonly record struct EventOrigin(string Topic, int Partition, long Offset);
