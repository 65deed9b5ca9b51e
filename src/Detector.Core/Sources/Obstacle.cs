namespace Detector.Core.Sources;

/// <summary>What keeps a source or a sink from its work.</summary>
/// <param name="Since">Since when.</param>
/// <param name="Reason">What it is now, in words.</param>
public sealed record Obstacle(DateTimeOffset Since, string Reason);
