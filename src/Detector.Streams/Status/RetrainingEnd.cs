namespace Detector.Streams.Status;

/// <summary>What became of a training.</summary>
/// <param name="When">When it ended.</param>
/// <param name="Outcome">"promoted", "rejected", "asked", "superseded", "failed", "cancelled" or, later, "rolledback".</param>
/// <param name="Version">The new model; null where there is none.</param>
/// <param name="Reason">It in words.</param>
public sealed record RetrainingEnd(DateTimeOffset When, string Outcome, string? Version, string Reason);
