namespace Detector.Core.Scoring;

/// <summary>A part of an event's score.</summary>
/// <param name="Name">Such as "residual".</param>
/// <param name="Value">What it adds to the score.</param>
/// <param name="Words">What an event is in which it is large, for people.</param>
public sealed record ScorePart(string Name, double Value, string Words);
