namespace Detector.Models.Training;

/// <summary>
/// What a training's fits are called, in their order: each member's to the halves of the samples, then each member's own.
/// </summary>
/// <param name="members">Members in all.</param>
/// <param name="halves">Halves that each is fitted to before.</param>
/// <param name="progress">Whom to tell.</param>
/// <param name="time">Measures speed.</param>
internal sealed class FitNames(int members, int halves, IProgress<TrainingProgress>? progress, TimeProvider time)
{
    /// <summary>Reports a member's fit to a half as a part of the whole training.</summary>
    public ProgressReporter Half(int member, int half) => Reporter($"fitting half {half + 1} of {halves}", half, member);

    /// <summary>Reports a member's own fit as a part of the whole training.</summary>
    public ProgressReporter Whole(int member) => Reporter("fitting", halves, member);

    private ProgressReporter Reporter(string name, int before, int member) => new(
        progress,
        time,
        members > 1 ? $"{name}, model {member + 1} of {members}" : name,
        (before * members) + member,
        members * (halves + 1));
}
