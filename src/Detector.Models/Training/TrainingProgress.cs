namespace Detector.Models.Training;

/// <summary>How far a training is.</summary>
/// <param name="Stage">What is being done: "fitting", and which part of it where there are several, such as "fitting, layer 1".</param>
/// <param name="Step">Steps done in all stages.</param>
/// <param name="Steps">Steps of all stages, where none stops early.</param>
/// <param name="Epoch">Passes over the training rows in this stage.</param>
/// <param name="Loss">Mean training loss since the last report.</param>
/// <param name="HeldOutLoss">Loss on the held-out rows.</param>
/// <param name="RowsPerSecond">Training rows a second.</param>
/// <param name="Left">Time left at this speed.</param>
public sealed record TrainingProgress(
    string Stage, int Step, int Steps, double Epoch, double Loss, double HeldOutLoss, double RowsPerSecond, TimeSpan Left)
{
    /// <summary>Share done, 0..1.</summary>
    public double Fraction => (double)Step / Steps;
}
