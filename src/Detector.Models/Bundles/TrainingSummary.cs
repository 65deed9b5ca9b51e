using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Detector.Models.Bundles;

/// <summary>What a bundle's model was trained on.</summary>
/// <param name="TrainingRows">Rows that it was finally fitted to.</param>
/// <param name="HeldOutRows">Rows kept for calibration and threshold.</param>
/// <param name="TrimmedRows">Rows dropped as those farthest from the others.</param>
/// <param name="BestStep">Step whose weights were kept.</param>
/// <param name="Steps">Steps made.</param>
/// <param name="Seconds">Time that training took.</param>
/// <param name="CrossFittedRows">
/// Rows that taught calibration and threshold in place of the held-out ones, each half scored by what the other half taught; 0 where none.
/// </param>
/// <param name="Start">What the training began with; left out where no other model was there, or it was not to be looked at.</param>
public sealed record TrainingSummary(
    [property: Range(0, int.MaxValue)] int TrainingRows,
    [property: Range(0, int.MaxValue)] int HeldOutRows,
    [property: Range(0, int.MaxValue)] int TrimmedRows,
    [property: Range(0, int.MaxValue)] int BestStep,
    [property: Range(0, int.MaxValue)] int Steps,
    [property: Range(0, double.MaxValue)] double Seconds,
    [property: Range(0, int.MaxValue)] int CrossFittedRows = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TrainingStart? Start = null);
