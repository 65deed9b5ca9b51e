namespace Detector.Streams.Status;

/// <summary>How many events had at least a score.</summary>
/// <param name="Score">The score.</param>
/// <param name="Events">The events.</param>
public readonly record struct ScoreCount(float Score, int Events);
