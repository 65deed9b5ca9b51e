namespace Detector.Data.Evaluation;

/// <summary>How a family did in a comparison.</summary>
/// <param name="Name">Such as "dense:Sparse".</param>
/// <param name="RocAuc">How well it tells anomalies from usual rows; NaN where it could not be trained.</param>
/// <param name="Above">What its own threshold makes of them.</param>
/// <param name="Training">How long it was trained.</param>
/// <param name="MicrosecondsPerEvent">How long it takes to score an event, of a full batch.</param>
/// <param name="Problem">Why it could not be trained; null where it was.</param>
public sealed record FamilyTrial(
    string Name, double RocAuc, Confusion Above, TimeSpan Training, double MicrosecondsPerEvent, string? Problem = null)
{
    public static FamilyTrial Failed(string name, string problem) => new(name, double.NaN, new Confusion(0, 0, 0, 0), default, 0, problem);
}
