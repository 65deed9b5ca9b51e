namespace Detector.Models.Bundles;

/// <summary>What a bundle's model was trained on.</summary>
/// <param name="TrainingRows">Rows that it was finally fitted to.</param>
/// <param name="HeldOutRows">Rows kept for calibration and threshold.</param>
/// <param name="TrimmedRows">Rows dropped as the worst reconstructed.</param>
/// <param name="BestStep">Step whose weights were kept.</param>
/// <param name="Steps">Steps made.</param>
/// <param name="Seconds">Time that training took.</param>
public sealed record TrainingSummary(int TrainingRows, int HeldOutRows, int TrimmedRows, int BestStep, int Steps, double Seconds);
