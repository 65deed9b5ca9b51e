namespace Detector.Models.Training;

/// <summary>A fitted and calibrated model, and what it makes of the samples.</summary>
/// <param name="Member">The model.</param>
/// <param name="Result">How the last fit went.</param>
/// <param name="FittedTo">Samples that it was fitted to, the trimmed ones not among them.</param>
/// <param name="HeldOut">Some held-out samples.</param>
/// <param name="Places">Which they are.</param>
/// <param name="HeldOutScores">Scores of all held-out samples.</param>
/// <param name="TrainingScores">Scores of all training samples, the trimmed ones among them.</param>
internal sealed record Fitted(ModelMember Member, FitResult Result, int FittedTo, Encoded HeldOut, int[] Places, float[] HeldOutScores, float[] TrainingScores);
