namespace Detector.Models.Training;

/// <summary>Which of a training's fits is under way: each member is fitted once.</summary>
/// <param name="Member">The member's number, from 0.</param>
/// <param name="Members">Members in all.</param>
internal sealed record FitNames(int Member, int Members)
{
    /// <summary>Reports the member's fit as a part of the whole training.</summary>
    public ProgressReporter Reporter(IProgress<TrainingProgress>? progress, TimeProvider time) =>
        new(progress, time, Members > 1 ? $"fitting, model {Member + 1} of {Members}" : "fitting", Member, Members);
}
