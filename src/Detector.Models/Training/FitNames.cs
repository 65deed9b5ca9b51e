namespace Detector.Models.Training;

/// <summary>Which of a training's fits is under way: each member is fitted once, or twice where the worst rows are dropped in between.</summary>
/// <param name="Member">The member's number, from 0.</param>
/// <param name="Members">Members in all.</param>
/// <param name="Trims">Whether each is fitted twice.</param>
internal sealed record FitNames(int Member, int Members, bool Trims)
{
    /// <summary>Reports one of the member's fits as a part of the whole training.</summary>
    public ProgressReporter Reporter(IProgress<TrainingProgress>? progress, TimeProvider time, int fit)
    {
        int each = Trims ? 2 : 1;
        string name = fit == 0 ? "fitting" : "fitting without the worst rows";
        return new ProgressReporter(progress, time, Members > 1 ? $"{name}, model {Member + 1} of {Members}" : name, (Member * each) + fit, Members * each);
    }
}
