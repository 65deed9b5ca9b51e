namespace Detector.Models.Training;

/// <summary>A point of the learning curve.</summary>
/// <param name="Stage">The stage of training that it belongs to.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Loss">Mean training loss since the point before.</param>
/// <param name="HeldOutLoss">Loss on the held-out rows.</param>
public sealed record LearningPoint(string Stage, int Step, double Loss, double HeldOutLoss);
