namespace Detector.Retraining.Runs;

/// <summary>What came of a training's process.</summary>
/// <param name="Result">Its last line; null where it did not come so far.</param>
/// <param name="Error">Why it did not; null where it did.</param>
internal sealed record TrainerEnd(TrainerLine? Result, string? Error);
