using System.Globalization;

namespace Detector.Core.Drift;

/// <summary>How high scores are, beside what they were at first.</summary>
/// <param name="Now">Their geometric mean since they last changed.</param>
/// <param name="AtFirst">The same of the first events that the model scored.</param>
/// <param name="Level">What that means.</param>
public sealed record ScoreShift(double Now, double AtFirst, DriftLevel Level)
{
    /// <summary>Such as "the usual score rose from 0.83 to 1.34", or that it is as at first.</summary>
    public string Words => Math.Abs(Now - AtFirst) < 0.01
        ? string.Create(CultureInfo.InvariantCulture, $"the usual score is {Now:0.00}, as at first")
        : string.Create(
            CultureInfo.InvariantCulture, $"the usual score {(Now > AtFirst ? "rose" : "fell")} from {AtFirst:0.00} to {Now:0.00}");
}
