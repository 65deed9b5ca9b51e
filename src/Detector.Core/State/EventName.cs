namespace Detector.Core.State;

/// <summary>What a verdict calls its event by, as two numbers.</summary>
public readonly record struct EventName(long First, long Second);
