namespace Detector.Models.Training;

/// <summary>A point of the learning curve.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Loss">Mean training loss since the point before.</param>
/// <param name="HeldOutLoss">Loss on the held-out rows.</param>
public sealed record LearningPoint(int Step, double Loss, double HeldOutLoss);
